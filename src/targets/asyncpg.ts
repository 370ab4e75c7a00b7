import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'
import { keywordLines, pythonConnection } from './python.ts'

/** asyncpg: socket options set after connecting, because the driver has no keepalive support. */
export const asyncpg = defineTarget({
  id: 'asyncpg',
  title: 'asyncpg (Python)',
  group: 'Client and driver',
  stack: 'linux',
  scope: 'connection',
  summary: 'For Python programs that use asyncpg, which has no keepalive parameters of its own.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'settable',
  options: CONNECTION_OPTIONS,
  recipe: (settings, option) =>
    clientRecipe(settings, {
      persist: step(
        'Set the options on the socket of each new connection; a pool does it in its init function.',
        snippet(
          'Python',
          'python',
          lines(
            'import socket',
            '',
            'import asyncpg',
            '',
            '',
            'async def keep_alive(conn):',
            '    sock = conn._transport.get_extra_info("socket")',
            `    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, ${settings.enabled ? 1 : 0})`,
            settings.enabled
              ? [
                  `    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, ${settings.idleSeconds})`,
                  `    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ${settings.intervalSeconds})`,
                  `    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, ${settings.count})`,
                ]
              : [],
            '',
            '',
            'async def open_pool():',
            '    return await asyncpg.create_pool(',
            keywordLines(pythonConnection(option, { database: 'database' }), '        '),
            '        init=keep_alive,',
            '    )',
          ),
          {
            note: '_transport is a private attribute; it was tried with asyncpg 0.31. TCP_KEEPIDLE is the Linux name of the constant.',
          },
        ),
      ),
      undo: step(
        'Take init=keep_alive out of the call. asyncpg then leaves keepalive off.',
        snippet(
          'Python',
          'python',
          lines(
            'pool = await asyncpg.create_pool(',
            keywordLines(pythonConnection(option, { database: 'database' })),
            ')',
          ),
        ),
      ),
      port: option('port'),
      affects: 'Connections of this pool.',
      pitfalls: [
        'keepalives_idle in the URL or the arguments makes the connection fail: asyncpg sends unknown keys to the server as settings.',
        'server_settings={"tcp_keepalives_idle": "60"} makes the server probe the client. That also keeps the path open, on PostgreSQL; Redshift has no such setting.',
        'command_timeout cancels long queries. It is no keepalive.',
        NEXT_HOP_ONLY,
      ],
    }),
})
