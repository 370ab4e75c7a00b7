/** One line of a pasted text. */
export interface Line {
  /** 1-based. */
  readonly number: number
  /** As it was pasted. */
  readonly raw: string
  /**
   * The same line made readable: prompts, diff marks, fences and invisible characters are blanked, typographic
   * quotes are straightened. Columns stay those of `raw`, so a correction can be cut into it.
   */
  readonly code: string
}

/** A pasted text, cut into lines once for every format that looks at it. */
export interface Document {
  readonly lines: readonly Line[]
  /** The readable lines joined by \n. */
  readonly code: string
  /** The part detection looks at: the first lines, and every later line that names a timer. */
  readonly sample: string
  /** 1-based number of the first line with typographic quotes in place of straight ones, if there is one. */
  readonly smartQuotesLine: number | null
  /** Lines that are nothing but a comment, by number. */
  readonly commentLines: ReadonlySet<number>
}

// Written as escapes because several of them are invisible.
const SMART_QUOTES = /[\u2018\u2019\u201A\u201B\u201C\u201D\u201E\u201F\u2032\u2033\u00AB\u00BB]/
const SMART_DOUBLE = /[\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB]/g
const SMART_SINGLE = /[\u2018\u2019\u201A\u201B\u2032]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: pasted files carry NULs when UTF-16 was read as bytes
const INVISIBLE = /[\u0000\u00A0\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g

const PROMPT =
  /^\s*(?:\[[^\]\n]{1,60}\]\s{0,2}[#$]|[\w.-]{1,40}@[\w.-]{1,60}[:~ ][^\s$#>]{0,60}\s?[$#>%]|\$|%|PS [A-Za-z]:[^>\n]{0,80}>|[A-Za-z]:\\[^>\n]{0,80}>|(?:PS|sqlplus|mysql|psql)>|[\w-]{1,30}=[#>]|>>>|\.\.\.|In \[\d{1,5}\]:)\s{1,4}(?=\S)/
const ROOT_PROMPT = /^\s*#\s{1,4}(?=(?:sysctl|no|ndd|ipadm|ss|netstat|docker|podman|kubectl|echo \d+ *>|cat \/proc)\b)/
const FENCE = /^\s*(?:```|~~~)/
const QUOTE_MARK = /^\s{0,3}>\s?/
const DIFF_HEAD = /^(?:diff --git |@@ -\d|--- [ab/]|\+\+\+ [ab/])/
const COMMENT_LINE = /^\s*(?:#|\/\/|;|--(?!\w)|\/\*|\*\s|<!--|rem\s|::)/i
/** Words that name a timer; what detection must see wherever it stands in a long paste. */
const INTEREST = /keep.?al|keepidle|keepintvl|keepcnt|keepint|alive|timeout|retries2|postgres|redshift|tcpka/i

const SAMPLE_HEAD_LINES = 400
const SAMPLE_TAIL_LINES = 2000

const blank = (text: string): string => ' '.repeat(text.length)

/** Share of non-empty lines that pass; 0 for no lines. */
function share(lines: readonly string[], pass: (line: string) => boolean): number {
  let seen = 0
  let passed = 0
  for (const line of lines) {
    if (line.trim() === '') continue
    seen++
    if (pass(line)) passed++
  }
  return seen === 0 ? 0 : passed / seen
}

function diffMarks(lines: readonly string[]): boolean {
  if (lines.some((line) => DIFF_HEAD.test(line))) return true
  const marked = lines.filter((line) => /^[+-]\s*[\w"'[]/.test(line))
  // A YAML list also starts its lines with "-"; a diff adds something, or indents all the rest by one.
  return marked.some((line) => line.startsWith('+')) && share(lines, (line) => /^[+\- ]/.test(line)) === 1
}

/** Reads a pasted text into lines. Linear in its length. */
export function readDocument(text: string): Document {
  const raws = text.split(/\r\n|\n|\r/)
  const head = raws.slice(0, SAMPLE_HEAD_LINES)
  const isDiff = diffMarks(head)
  const isQuote = share(head, (line) => /^\s{0,3}>/.test(line)) > 0.9
  const keepaliveHead = head.filter((line) => INTEREST.test(line))
  const rootPrompts = keepaliveHead.some((line) => ROOT_PROMPT.test(line))
  let smartQuotesLine: number | null = null
  const commentLines = new Set<number>()
  // A prompt often names the system; detection may look at it, readers may not.
  const prompts: string[] = []
  const lines = raws.map((raw, index): Line => {
    const number = index + 1
    let code = raw.replace(INVISIBLE, ' ')
    if (SMART_QUOTES.test(code)) {
      // Only an assignment broken by them matters; an apostrophe in a comment does not.
      if (smartQuotesLine === null && /[=:(,]\s*[\u2018-\u201F\u2033\u00AB]/.test(code) && !COMMENT_LINE.test(code)) {
        smartQuotesLine = number
      }
      code = code.replace(SMART_DOUBLE, '"').replace(SMART_SINGLE, "'")
    }
    if (isDiff) {
      if (DIFF_HEAD.test(code) || /^-/.test(code)) code = blank(code)
      else if (code.startsWith('+')) code = ` ${code.slice(1)}`
    }
    if (isQuote) code = code.replace(QUOTE_MARK, blank)
    if (FENCE.test(code)) code = blank(code)
    const prompt = PROMPT.exec(code)?.[0]
    if (prompt !== undefined) {
      if (prompts.length < 5) prompts.push(prompt.trim())
      code = blank(prompt) + code.slice(prompt.length)
    }
    if (rootPrompts) code = code.replace(ROOT_PROMPT, blank)
    if (COMMENT_LINE.test(code)) commentLines.add(number)
    return { number, raw, code }
  })
  const tail = lines.slice(SAMPLE_HEAD_LINES).filter((line) => INTEREST.test(line.code))
  const sample = [...lines.slice(0, SAMPLE_HEAD_LINES), ...tail.slice(0, SAMPLE_TAIL_LINES)]
    .map((line) => line.code.slice(0, 4000))
    .concat(prompts)
    .join('\n')
  return { lines, code: lines.map((line) => line.code).join('\n'), sample, smartQuotesLine, commentLines }
}
