/** A link of the site's own navigation. */
export interface NavLink {
  readonly href: string
  readonly label: string
}

/** A step of the breadcrumb trail; the last one is the page itself. */
export type Crumb = NavLink

/** The doors of the header, in the order a reader in trouble needs them. */
export const DOORS: readonly NavLink[] = [
  { href: '/find/', label: 'Find' },
  { href: '/fix/', label: 'Fix' },
  { href: '/check/', label: 'Check' },
  { href: '/cutoff/', label: 'Cutoff' },
  { href: '/limits/', label: 'Limits' },
  { href: '/guides/', label: 'Guides' },
  { href: '/reference/', label: 'Reference' },
]

/** Whether a page stands behind a door: at its address, below it, or, for the reference, in one of its rooms. */
export const isBehind = (door: NavLink, path: string): boolean =>
  path.startsWith(door.href) || (door.href === '/reference/' && ROOMS.some(({ href }) => path.startsWith(href)))

/** The reference rooms, listed in the sidebar of reading pages and in the footer. */
export const ROOMS: readonly NavLink[] = [
  { href: '/errors/', label: 'Errors' },
  { href: '/hops/', label: 'Hops' },
  { href: '/platforms/', label: 'Platforms' },
  { href: '/clients/', label: 'Clients' },
  { href: '/measure/', label: 'Measure' },
  { href: '/proved/', label: 'Proved here' },
]
