import { CannotQuote, plainText } from './plain-text.ts'

/** An Amazon resource name, safe as one bare word of a shell command. */
export function arn(text: string): string {
  if (/^arn:[a-z0-9-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[A-Za-z0-9_./:-]+$/.test(plainText(text))) return text
  throw new CannotQuote('An ARN looks like arn:aws:service:region:account:resource, without spaces.')
}
