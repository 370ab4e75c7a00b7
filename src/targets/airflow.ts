import { snippet, step } from './define.ts'
import type { RecipeStep, Snippet } from './target.ts'

/** The Extra field of an Airflow connection as JSON with numbers and booleans, not text. */
export const extraField = (pairs: readonly (readonly [key: string, value: string])[]): Snippet =>
  snippet(
    'Admin → Connections → edit the connection → Extra',
    'json',
    `${JSON.stringify(Object.fromEntries(pairs.map(([key, value]) => [key, JSON.parse(value)])), null, 2)}\n`,
    { note: 'Merge these keys into the JSON object that is there already.' },
  )

/** Taking the keys out again. */
export const undoExtra = (without: string): RecipeStep =>
  step(`Delete the keys from Extra. ${without}`, snippet('An Extra field with nothing else in it', 'json', '{}\n'))
