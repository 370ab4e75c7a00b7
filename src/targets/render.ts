import type { Recipe, RecipeStep } from './target.ts'

/** Parts of a recipe in the order a reader follows them, with their headings. */
const PARTS = [
  { id: 'now', title: 'Apply now' },
  { id: 'persist', title: 'Keep it after a restart' },
  { id: 'verify', title: 'Verify' },
  { id: 'undo', title: 'Undo' },
] as const

/** One part of a recipe, ready to be shown. */
export interface RecipeSection {
  readonly id: (typeof PARTS)[number]['id']
  readonly title: string
  readonly step: RecipeStep
}

/** A recipe as ordered sections; the page and the builder show the same. */
export function recipeSections(recipe: Recipe): readonly RecipeSection[] {
  return PARTS.map(({ id, title }) => ({ id, title, step: recipe[id] }))
}

/** Who, when and what of a recipe as term and description. */
export function recipeFacts(recipe: Recipe): readonly { readonly term: string; readonly text: string }[] {
  return [
    { term: 'Affects', text: recipe.affects },
    { term: 'Run as', text: recipe.runAs },
    { term: 'Takes effect', text: recipe.takesEffect },
  ]
}
