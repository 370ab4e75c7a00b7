import type { KeepaliveSettings } from '../model/keepalive.ts'
import { noStep, step } from './define.ts'
import { ssSnippet } from './linux.ts'
import type { Recipe, RecipeStep, Snippet, TargetOption } from './target.ts'

/** The option for the database's port alone, for the commands that look at sockets. */
export const PORT_OPTION: TargetOption = {
  id: 'port',
  label: 'Port',
  placeholder: '5439',
  defaultValue: '5439',
  help: 'Redshift listens on 5439, PostgreSQL on 5432.',
  range: { min: 1, max: 65_535, unit: '', source: 'TCP: a port has 16 bits' },
}

/** Where a client connects to; every client recipe asks for the same four. */
export const CONNECTION_OPTIONS: readonly TargetOption[] = [
  { id: 'host', label: 'Host', placeholder: 'db.example.com', defaultValue: 'db.example.com', maxLength: 253 },
  PORT_OPTION,
  { id: 'database', label: 'Database', placeholder: 'dev', defaultValue: 'dev', maxLength: 127 },
  { id: 'user', label: 'User', placeholder: 'me', defaultValue: 'me', maxLength: 127 },
]

/** The step of everything that is read when a connection opens. */
export const RECONNECT: RecipeStep = noStep(
  'An open connection keeps what it has.',
  'These options are read when a connection opens. Store them as below, then reconnect: restart the program or empty its pool.',
)

/** Said where the numbers are dropped because keepalive is off. */
export const OFF_HAS_NO_TIMES = 'Idle time, interval and count: they mean nothing while keepalive is off.'

/** What a client recipe says beyond what all of them share. */
export interface ClientRecipe {
  readonly persist: RecipeStep
  readonly undo: RecipeStep
  readonly affects: string
  readonly pitfalls: readonly string[]
  readonly now?: RecipeStep
  readonly verify?: readonly Snippet[]
  readonly port?: string
  readonly runAs?: string
  readonly takesEffect?: string
  readonly notExpressed?: readonly string[]
  /** True where the driver has no times of its own, so that the timer shows the operating system's. */
  readonly systemTimes?: boolean
}

/** The socket of a driver that only switches keepalive on. */
const systemTimer = (settings: KeepaliveSettings, port: string | undefined): Snippet => ({
  ...ssSnippet(settings, port),
  note: `That is the timer once the operating system’s idle time is ${settings.idleSeconds.toLocaleString('en')} s. 119min means that the system still has its 7200 s; no timer means that keepalive is off.`,
})

/** The recipe of a client or driver: reconnect, store, look at the socket, take it out again. */
export function clientRecipe(settings: KeepaliveSettings, parts: ClientRecipe): Recipe {
  return {
    now: parts.now ?? RECONNECT,
    persist: parts.persist,
    verify: step(
      settings.enabled
        ? 'The socket of a live connection shows a keepalive timer.'
        : 'The socket of a live connection shows no keepalive timer.',
      ...(parts.verify ?? []),
      parts.systemTimes === true && settings.enabled
        ? systemTimer(settings, parts.port)
        : ssSnippet(settings, parts.port),
    ),
    undo: parts.undo,
    affects: parts.affects,
    runAs: parts.runAs ?? 'whoever runs or deploys the program; no special rights',
    takesEffect: parts.takesEffect ?? 'With the next connection.',
    pitfalls: parts.pitfalls,
    notExpressed: parts.notExpressed ?? (settings.enabled ? [] : [OFF_HAS_NO_TIMES]),
  }
}

/** Said by every client whose keepalive ends at the first proxy. */
export const NEXT_HOP_ONLY =
  'PgBouncer, HAProxy or an SSH tunnel in between answers the probes itself. Set keepalive on the leg behind it as well.'
