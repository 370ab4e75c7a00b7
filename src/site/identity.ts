/** Where the site is published; absolute links, the sitemap and the feed are built from it. */
export const SITE_ORIGIN = 'https://holdfast.example'

/** The name readers see. */
export const SITE_NAME = 'Holdfast'

/** One sentence that says what the site is for. */
export const SITE_PURPOSE = 'Find the timer that cut a database connection, and leave with a tested change.'

/** The public repository, from which "edit this page" and "report a problem" links are made. */
export const REPOSITORY_URL = 'https://github.com/holdfast-db/holdfast'
