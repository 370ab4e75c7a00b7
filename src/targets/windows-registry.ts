import { defineTarget, milliseconds, noStep, snippet, step } from './define.ts'
import { systemLimits } from './limits.ts'
import { deleteRegistry, queryRegistry, type RegistryChange, writeRegistry } from './registry.ts'

/** Windows: the two machine-wide keepalive times in the registry. */
export const windowsRegistry = defineTarget({
  id: 'windows-registry',
  title: 'Windows (registry)',
  group: 'Operating system',
  stack: 'windows',
  scope: 'machine',
  summary:
    'For Windows programs that switch keepalive on but bring no times of their own, such as JDBC drivers with tcpKeepAlive=true.',
  limits: systemLimits('windows'),
  switch: 'elsewhere',
  options: [],
  recipe: (settings) => {
    const change: RegistryChange = {
      hive: 'HKEY_LOCAL_MACHINE',
      path: 'SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters',
      filename: 'tcp-keepalive',
      values: [
        { name: 'KeepAliveTime', type: 'REG_DWORD', data: milliseconds(settings.idleSeconds) },
        { name: 'KeepAliveInterval', type: 'REG_DWORD', data: milliseconds(settings.intervalSeconds) },
      ],
    }
    return {
      now: noStep(
        'Windows has no command that changes the running values.',
        'The registry is read at start-up. For a connection you can change right away, set keepalive in the driver or the data source.',
      ),
      persist: step(
        'Write both values one of these three ways, then restart Windows. Times are in milliseconds, decimal.',
        ...writeRegistry(change),
      ),
      verify: step(
        'The registry shows the values. After the restart, a capture shows the probes.',
        ...queryRegistry(change),
        snippet(
          'PowerShell',
          'powershell',
          "Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters' | Format-List -Property 'KeepAlive*'\n",
          {
            lineEnding: 'crlf',
            expectedOutput: `KeepAliveTime     : ${milliseconds(settings.idleSeconds)}\nKeepAliveInterval : ${milliseconds(settings.intervalSeconds)}`,
          },
        ),
      ),
      undo: step(
        'Delete both values and restart. Without them Windows uses 2 hours and 1 second.',
        ...deleteRegistry(change),
      ),
      affects: 'Every TCP socket of the machine that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'an administrator',
      takesEffect:
        'After a restart of Windows. AWS says so; Microsoft’s page names no way to activate the values without one.',
      pitfalls: [
        'libpq clients ignore these values: psql, psycopg, psqlODBC and Redshift ODBC 2.x set 2 hours and 1 second on each socket unless the connection says otherwise. Set the times in the connection or the DSN.',
        'regedit’s dialog takes hexadecimal unless you choose Decimal: 30000 typed as hexadecimal is 196,608 ms.',
        'The values must be REG_DWORD. As text (REG_SZ) they are not used.',
        'TcpMaxDataRetransmissions does not set the number of keepalive probes: that is 10 since Windows Vista.',
        'One report says the values had no effect inside Windows containers.',
      ],
      notExpressed: [
        ...(settings.count === 10
          ? []
          : [`The probe count of ${settings.count}: Windows always sends 10 unanswered probes before it gives up.`]),
        'Whether a socket uses keepalive at all (SO_KEEPALIVE): the program decides.',
      ],
    }
  },
})
