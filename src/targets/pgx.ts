import { stringLiteral } from '../quoting/source-code.ts'
import { urlHost, urlPart } from '../quoting/url.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, type OptionReader, snippet, step } from './define.ts'
import { GO_PITFALLS, goDialer } from './go.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

/** A Go string with the connection URL. */
export const goUrl = (option: OptionReader): string =>
  stringLiteral(
    `postgres://${option('user', urlPart)}@${option('host', urlHost)}:${option('port')}/${option('database', urlPart)}`,
  )

/** pgx: a dialer in the pool's configuration. */
export const pgx = defineTarget({
  id: 'pgx',
  title: 'pgx (Go)',
  group: 'Client and driver',
  stack: 'go',
  scope: 'connection',
  summary: 'For Go programs that use pgx 5, directly or through pgxpool.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Give the pool a dialer with the times.',
        snippet(
          'Go',
          'go',
          lines(
            'package database',
            '',
            'import (',
            '\t"context"',
            '\t"net"',
            '\t"time"',
            '',
            '\t"github.com/jackc/pgx/v5/pgxpool"',
            ')',
            '',
            '// Open returns a pool whose sockets send keepalive probes.',
            'func Open(ctx context.Context) (*pgxpool.Pool, error) {',
            `\tconfig, err := pgxpool.ParseConfig(${goUrl(option)})`,
            '\tif err != nil {',
            '\t\treturn nil, err',
            '\t}',
            `\tdialer := &${goDialer(settings).join('\n\t')}`,
            '\tconfig.ConnConfig.DialFunc = dialer.DialContext',
            '\treturn pgxpool.NewWithConfig(ctx, config)',
            '}',
          ),
        ),
      ),
      undo: step(
        'Take the DialFunc line out. pgx 5.6 and later then use Go’s own 15 s; older versions 5 minutes.',
        snippet('Go', 'go', `pool, err := pgxpool.New(ctx, ${goUrl(option)})\n`),
      ),
      port: option('port'),
      affects: 'Connections of this pool.',
      takesEffect: 'When the rebuilt program starts.',
      pitfalls: [...GO_PITFALLS, NEXT_HOP_ONLY],
    }),
})
