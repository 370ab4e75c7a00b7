import type { KeepaliveSettings } from '../model/keepalive.ts'

/** A net.Dialer literal with the settings; Go 1.23 or later. */
export const goDialer = (settings: KeepaliveSettings): readonly string[] => [
  'net.Dialer{',
  '\tTimeout: 10 * time.Second,',
  '\tKeepAliveConfig: net.KeepAliveConfig{',
  `\t\tEnable:   ${settings.enabled},`,
  ...(settings.enabled
    ? [
        `\t\tIdle:     ${settings.idleSeconds} * time.Second,`,
        `\t\tInterval: ${settings.intervalSeconds} * time.Second,`,
        `\t\tCount:    ${settings.count},`,
      ]
    : []),
  '\t},',
  ...(settings.enabled ? [] : ['\tKeepAlive: -1,']),
  '}',
]

/** What goes wrong with keepalive in Go whichever driver is used. */
export const GO_PITFALLS: readonly string[] = [
  'net.KeepAliveConfig needs Go 1.23. Before that write KeepAlive: 60 * time.Second; it sets idle time and interval alike.',
  'The operating system’s times do not reach Go programs: Go sets its own on every socket (15 s unless told).',
  'keepalives_idle in the URL makes the connection fail: the driver sends unknown keys to the server as settings.',
  'A custom dialer replaces the one that applies connect_timeout. Keep the Timeout line.',
]
