import type { KeepaliveSettings } from '../model/keepalive.ts'

/** Said of everything that runs on Node.js. */
export const NODE_FIXED = (settings: KeepaliveSettings): string =>
  `The interval of ${settings.intervalSeconds} s and the count of ${settings.count}: Node.js always repeats an unanswered probe after 1 s and gives up after 10.`
