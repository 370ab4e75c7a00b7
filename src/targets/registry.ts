import { cmdArgument } from '../quoting/cmd.ts'
import { powershellString } from '../quoting/powershell.ts'
import { regString } from '../quoting/reg.ts'
import { lines, snippet } from './define.ts'
import type { Snippet } from './target.ts'

/** One registry value: a 32-bit number or a string. */
export type RegistryValue =
  | { readonly name: string; readonly type: 'REG_DWORD'; readonly data: number }
  | { readonly name: string; readonly type: 'REG_SZ'; readonly data: string }

/** A key and what to write into it. */
export interface RegistryChange {
  /** Hive as .reg files spell it. */
  readonly hive: 'HKEY_LOCAL_MACHINE' | 'HKEY_CURRENT_USER'
  readonly path: string
  readonly values: readonly RegistryValue[]
  /** Name of the downloaded .reg files, without extension. */
  readonly filename: string
}

const SHORT = { HKEY_LOCAL_MACHINE: 'HKLM', HKEY_CURRENT_USER: 'HKCU' } as const

const asAdministrator = (change: RegistryChange): string =>
  change.hive === 'HKEY_LOCAL_MACHINE' ? 'as administrator' : 'as the user who owns the data source'

const fullPath = (change: RegistryChange): string => `${change.hive}\\${change.path}`

/** dword:0001d4c0 for numbers, quoted text for strings. */
const regData = (value: RegistryValue): string =>
  value.type === 'REG_DWORD' ? `dword:${value.data.toString(16).padStart(8, '0')}` : regString(value.data)

const regFile = (change: RegistryChange, data: (value: RegistryValue) => string): string =>
  lines(
    'Windows Registry Editor Version 5.00',
    '',
    `[${fullPath(change)}]`,
    change.values.map((value) => `${regString(value.name)}=${data(value)}`),
    '',
  )

const regDownload = (filename: string): Pick<Snippet, 'filename' | 'lineEnding' | 'encoding'> => ({
  filename: `${filename}.reg`,
  lineEnding: 'crlf',
  encoding: 'utf-16le-bom',
})

const powershellPath = (change: RegistryChange): string => powershellString(`${SHORT[change.hive]}:\\${change.path}`)

const powershellLiteral = (value: RegistryValue): string =>
  value.type === 'REG_DWORD' ? String(value.data) : powershellString(value.data)

/** Three ways to write the values: reg.exe, PowerShell, a .reg file; each alone is enough. */
export function writeRegistry(change: RegistryChange): readonly Snippet[] {
  const key = cmdArgument(fullPath(change).replace(change.hive, SHORT[change.hive]))
  return [
    snippet(
      `Command Prompt, ${asAdministrator(change)}`,
      'bat',
      lines(change.values.map((value) => `reg add ${key} /v ${value.name} /t ${value.type} /d ${value.data} /f`)),
      { lineEnding: 'crlf', expectedOutput: 'The operation completed successfully.' },
    ),
    snippet(
      `PowerShell, ${asAdministrator(change)}`,
      'powershell',
      lines(
        change.values.map(
          (value) =>
            `New-ItemProperty -LiteralPath ${powershellPath(change)} -Name ${value.name} -PropertyType ${value.type === 'REG_DWORD' ? 'DWord' : 'String'} -Value ${powershellLiteral(value)} -Force`,
        ),
      ),
      { lineEnding: 'crlf', filename: `${change.filename}.ps1` },
    ),
    snippet(`${change.filename}.reg: double-click it, or run reg import`, 'reg', regFile(change, regData), {
      ...regDownload(change.filename),
      note: 'The numbers of dword values in a .reg file are hexadecimal. The downloaded file has the line ends and the encoding regedit writes.',
    }),
  ]
}

/** reg query of each value with the line it prints. */
export function queryRegistry(change: RegistryChange): readonly Snippet[] {
  const key = cmdArgument(fullPath(change).replace(change.hive, SHORT[change.hive]))
  const shown = (value: RegistryValue): string =>
    value.type === 'REG_DWORD' ? `0x${value.data.toString(16)}` : value.data
  return [
    snippet('Command Prompt', 'bat', lines(change.values.map((value) => `reg query ${key} /v ${value.name}`)), {
      lineEnding: 'crlf',
      expectedOutput: change.values
        .map((value) => `${fullPath(change)}\n    ${value.name}    ${value.type}    ${shown(value)}`)
        .join('\n\n'),
      ...(change.values.some((value) => value.type === 'REG_DWORD')
        ? {
            note: `reg query shows numbers in hexadecimal: ${change.values
              .filter((value) => value.type === 'REG_DWORD')
              .map((value) => `${shown(value)} is ${value.data.toLocaleString('en')}`)
              .join(', ')}.`,
          }
        : {}),
    }),
  ]
}

/** Three ways to delete the values again. */
export function deleteRegistry(change: RegistryChange): readonly Snippet[] {
  const key = cmdArgument(fullPath(change).replace(change.hive, SHORT[change.hive]))
  return [
    snippet(
      `Command Prompt, ${asAdministrator(change)}`,
      'bat',
      lines(change.values.map((value) => `reg delete ${key} /v ${value.name} /f`)),
      { lineEnding: 'crlf', expectedOutput: 'The operation completed successfully.' },
    ),
    snippet(
      `PowerShell, ${asAdministrator(change)}`,
      'powershell',
      lines(
        change.values.map((value) => `Remove-ItemProperty -LiteralPath ${powershellPath(change)} -Name ${value.name}`),
      ),
      { lineEnding: 'crlf', filename: `${change.filename}-undo.ps1` },
    ),
    snippet(
      `${change.filename}-undo.reg`,
      'reg',
      regFile(change, () => '-'),
      regDownload(`${change.filename}-undo`),
    ),
  ]
}
