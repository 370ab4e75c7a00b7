import type { KeepaliveSettings } from '../model/keepalive.ts'
import { CONNECTION_OPTIONS, clientRecipe, NEXT_HOP_ONLY } from './client.ts'
import { defineTarget, lines, snippet, step } from './define.ts'
import { jdbcAddress } from './jdbc.ts'
import { LINUX_SOCKET_LIMITS } from './limits.ts'

const CLASS = 'com.example.KeepAliveSocketFactory'

const factory = ({ idleSeconds, intervalSeconds, count }: KeepaliveSettings): string =>
  lines(
    'package com.example;',
    '',
    'import java.io.IOException;',
    'import java.net.InetAddress;',
    'import java.net.InetSocketAddress;',
    'import java.net.Socket;',
    'import javax.net.SocketFactory;',
    'import jdk.net.ExtendedSocketOptions;',
    '',
    'public final class KeepAliveSocketFactory extends SocketFactory {',
    '  @Override public Socket createSocket() throws IOException {',
    '    Socket socket = new Socket();',
    '    socket.setKeepAlive(true);',
    `    socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, ${idleSeconds});`,
    `    socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ${intervalSeconds});`,
    `    socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, ${count});`,
    '    return socket;',
    '  }',
    '',
    '  @Override public Socket createSocket(String host, int port) throws IOException {',
    '    return connect(new InetSocketAddress(host, port), null);',
    '  }',
    '',
    '  @Override public Socket createSocket(InetAddress host, int port) throws IOException {',
    '    return connect(new InetSocketAddress(host, port), null);',
    '  }',
    '',
    '  @Override public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {',
    '    return connect(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));',
    '  }',
    '',
    '  @Override public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {',
    '    return connect(new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));',
    '  }',
    '',
    '  private Socket connect(InetSocketAddress remote, InetSocketAddress local) throws IOException {',
    '    Socket socket = createSocket();',
    '    socket.bind(local);',
    '    socket.connect(remote);',
    '    return socket;',
    '  }',
    '}',
  )

/** pgjdbc: a socket factory that sets the times, because the driver has no properties for them. */
export const pgjdbcSocketFactory = defineTarget({
  id: 'pgjdbc-socket-factory',
  format: 'socket-options',
  title: 'PostgreSQL JDBC with a socket factory',
  group: 'Client and driver',
  stack: 'java',
  scope: 'connection',
  summary: 'For Java 11 or later programs that must not touch the operating system’s times.',
  limits: LINUX_SOCKET_LIMITS,
  switch: 'always-on',
  options: CONNECTION_OPTIONS.filter(({ id }) => id !== 'user'),
  recipe: (settings, option) => {
    const url = `jdbc:postgresql://${jdbcAddress(option)}`
    return clientRecipe(
      { ...settings, enabled: true },
      {
        persist: step(
          'Put the class on the program’s class path and name it in the URL.',
          snippet('JDBC URL', 'text', `${url}?socketFactory=${CLASS}&tcpKeepAlive=true\n`),
          snippet('KeepAliveSocketFactory.java', 'java', factory(settings), {
            path: 'src/main/java/com/example/KeepAliveSocketFactory.java',
            filename: 'KeepAliveSocketFactory.java',
          }),
        ),
        undo: step(
          'Take the two properties out of the URL and delete the class. The driver then switches keepalive off.',
          snippet('JDBC URL', 'text', `${url}\n`),
        ),
        port: option('port'),
        affects: 'Connections opened with this URL.',
        takesEffect: 'With the next connection, once the class is deployed.',
        pitfalls: [
          'tcpKeepAlive=true must stay in the URL. Without it the driver switches keepalive off after the factory has made the socket.',
          'The options exist on Linux and macOS since Java 11, on Windows since Java 21.',
          'The Redshift JDBC driver 2.x has the same two properties; the factory was tried with the PostgreSQL driver only.',
          NEXT_HOP_ONLY,
        ],
      },
    )
  },
})
