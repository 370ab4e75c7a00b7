import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { GO_PITFALLS, goDialer } from './go.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { goUrl } from './pgx.ts'

/** lib/pq: a dialer on the connector. */
export const libPq = defineTarget({
  id: 'lib-pq',
  format: 'go-net-dialer',
  title: 'lib/pq (Go)',
  group: 'Client and driver',
  stack: 'go',
  scope: 'connection',
  summary: 'For Go programs that use lib/pq with database/sql.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Give the connector a dialer with the times.',
        snippet(
          'Go',
          'go',
          lines(
            'package database',
            '',
            'import (',
            '\t"context"',
            '\t"database/sql"',
            '\t"net"',
            '\t"time"',
            '',
            '\t"github.com/lib/pq"',
            ')',
            '',
            'type keepAliveDialer struct{ net.Dialer }',
            '',
            'func (d *keepAliveDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {',
            '\tctx, cancel := context.WithTimeout(context.Background(), timeout)',
            '\tdefer cancel()',
            '\treturn d.DialContext(ctx, network, address)',
            '}',
            '',
            '// Open returns a database whose sockets send keepalive probes.',
            'func Open() (*sql.DB, error) {',
            `\tconnector, err := pq.NewConnector(${goUrl(option)})`,
            '\tif err != nil {',
            '\t\treturn nil, err',
            '\t}',
            `\tconnector.Dialer(&keepAliveDialer{${goDialer(settings).join('\n\t')}})`,
            '\treturn sql.OpenDB(connector), nil',
            '}',
          ),
        ),
      ),
      undo: step(
        'Open the database without a connector of your own. lib/pq then uses Go’s own 15 s.',
        snippet('Go', 'go', `db, err := sql.Open("postgres", ${goUrl(option)})\n`),
      ),
      port: option('port'),
      affects: 'Connections of this sql.DB.',
      takesEffect: 'When the rebuilt program starts.',
      pitfalls: [...GO_PITFALLS, NEXT_HOP_ONLY],
    }),
})
