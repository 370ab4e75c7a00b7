import Callout from './Callout.astro'
import CodeBlock from './CodeBlock.astro'
import Heading2 from './Heading2.astro'
import Heading3 from './Heading3.astro'
import Heading4 from './Heading4.astro'
import Src from './Src.astro'
import Table from './Table.astro'

/** What MDX elements are drawn with; pass to `<Content components={MDX_COMPONENTS} />`. */
export const MDX_COMPONENTS = {
  pre: CodeBlock,
  h2: Heading2,
  h3: Heading3,
  h4: Heading4,
  table: Table,
  Callout,
  Src,
}
