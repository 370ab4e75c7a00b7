import { createHash } from 'node:crypto'
import { satteri } from '@astrojs/markdown-satteri'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import sitemap from '@astrojs/sitemap'
import { defineConfig } from 'astro/config'
import { SITE_ORIGIN } from './src/site/identity.ts'
import { markdownTwins } from './src/site/markdown-twins.ts'
import { pagePolicy } from './src/site/page-policy.ts'
import { searchIndex } from './src/site/search-index.ts'
import { THEME_SCRIPT } from './src/site/theme-script.ts'

const themeScriptHash = `sha256-${createHash('sha256').update(THEME_SCRIPT).digest('base64')}`

export default defineConfig({
  site: SITE_ORIGIN,
  trailingSlash: 'always',
  srcDir: './src',
  publicDir: './public',
  outDir: './dist',
  build: { format: 'directory', inlineStylesheets: 'always' },
  // Fences are highlighted by components/CodeBlock.astro with classes, because the policy below forbids style attributes.
  markdown: { processor: satteri({ features: { smartPunctuation: false } }), syntaxHighlight: false },
  integrations: [
    mdx(),
    preact(),
    sitemap({ filter: (page) => !/\/(troubleshooting|search)\//.test(page) }),
    searchIndex(),
    markdownTwins(),
    pagePolicy(),
  ],
  // Astro marks MDX modules with a directive of its own that the bundler does not know; saying so for every file helps nobody.
  vite: { build: { rolldownOptions: { checks: { moduleLevelDirective: false } } } },
  security: {
    csp: {
      directives: [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"], hashes: [themeScriptHash] },
      styleDirective: { resources: ["'self'"] },
    },
  },
})
