/** What stands in place of a secret. */
export const MASK = '••••••'

/** Forms in which configurations carry secrets; the first group is kept, the second is the secret. */
const SECRETS: readonly RegExp[] = [
  /(:\/\/[^\s:/@"'<>]{1,200}:)([^\s@"'<>]{1,500})(?=@)/g,
  /(\b(?:password|passwd|pwd|pass|pgpassword|secret(?:_?access)?_?key|api_?key|auth_?token|token|secret)\b\\?["']?\s{0,10}(?:=>|[:=])\s{0,10}\\?["']?)(?!["'])([^\s"',;&)}\\]{1,500})/gi,
  /(<key>[^<]*(?:password|secret)[^<]*<\/key>\s*<string>)([^<]{1,500})/gi,
]

/** Hides passwords, keys and tokens of a line; what is shown on the screen went through here. Idempotent. */
export function maskSecrets(text: string): string {
  let masked = text
  for (const secret of SECRETS) {
    masked = masked.replace(secret, (whole: string, before: string, value: string) =>
      // A reference to a variable is no secret, and seeing it helps.
      value === MASK || /^(?:\$|\{\{|\{[A-Za-z]|%\w+%|os\.|process\.|env)/.test(value) ? whole : `${before}${MASK}`,
    )
  }
  return masked
}
