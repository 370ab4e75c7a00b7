import { plainText } from './plain-text.ts'

/** A YAML string scalar: plain when no YAML version reads anything else into it, otherwise double-quoted as JSON. */
export function yamlString(text: string): string {
  const plain =
    /^[A-Za-z][A-Za-z0-9_./-]*$/.test(plainText(text)) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}
