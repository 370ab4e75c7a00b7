declare namespace App {
  interface Locals {
    /** Sources of the page being rendered, so that references in its text can be numbered and checked. */
    citations?: import('./site/citations.ts').Citations
  }
}
