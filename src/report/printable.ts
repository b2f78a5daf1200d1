/**
 * Text that is safe to print and whose width is known.
 *
 * Names come from scenario files of anybody: a name may hold an escape sequence, a line feed or a direction override
 * that would rewrite the terminal or reorder a line. Every name passes through `printable` before it is laid out, so
 * that the layout counts what the eye sees.
 */

// Control, format (zero width, direction), private use, unassigned, lone surrogates, line and paragraph separators.
const hidden = /[\p{C}\u2028\u2029]/gu

const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

/**
 * The text with every character that prints as nothing, or moves others, written as an escape.
 *
 * @example
 * printable("a\u001b[31mb") // "a\\x1b[31mb"
 */
export const printable = (text: string): string => text.replace(hidden, (char) => named[char] ?? escape(char))

/**
 * The same for text of several lines: line feeds stay.
 *
 * @example
 * printableLines("one\ntwo\u0007") // ["one", "two\\x07"]
 */
export const printableLines = (text: string): Array<string> => text.split(/\r?\n/).map(printable)

// East Asian wide letters and emoji take two cells of a terminal, marks take none.
const wide = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60]/u
const emoji = /\p{Emoji_Presentation}/u
const marks = /\p{M}/gu

/** The number of terminal cells of a printable text. */
export const widthOf = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const char of text.replace(marks, "")) width += wide.test(char) || emoji.test(char) ? 2 : 1
  return width
}

/** Fills up with spaces on the right; a longer text stays as it is. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))

/** Fills up with spaces on the left. */
export const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - widthOf(text))) + text

/** At most `width` cells; the last one is an ellipsis where something was cut. */
export const cut = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${beginning(text, width - 1)}…`

/** As much of the text as fits into so many cells. */
const beginning = (text: string, width: number): string => {
  let kept = ""
  for (const char of text) {
    if (widthOf(kept + char) > width) break
    kept += char
  }
  return kept
}

/**
 * Breaks a text into lines of at most `width` cells: at spaces, else after a separator of an identifier, else anywhere.
 * Lines after the first are indented by `hang` cells. Nothing is lost.
 */
export const wrap = (text: string, width: number, hang = 0): Array<string> => {
  const lines: Array<string> = []
  let rest = text
  while (widthOf(rest) > room(lines, width, hang)) {
    const at = breakAt(rest, Math.max(1, room(lines, width, hang)))
    lines.push(indent(lines, hang) + rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  lines.push(indent(lines, hang) + rest)
  return lines
}

const room = (lines: ReadonlyArray<string>, width: number, hang: number) => lines.length === 0 ? width : width - hang

const indent = (lines: ReadonlyArray<string>, hang: number) => lines.length === 0 ? "" : " ".repeat(hang)

/** The index at which a text too long for `width` is broken. */
const breakAt = (text: string, width: number): number => {
  const head = beginning(text, width)
  if (text[head.length] === " ") return head.length
  // Two spaces stand before an aside, such as `(was 0)`: it stays whole if it can.
  for (const space of ["  ", " "]) {
    if (head.lastIndexOf(space) > width / 3) return head.lastIndexOf(space) + 1
  }
  // Inside a name comes last.
  for (const separators of ["(,/", ".", "_"]) {
    const separator = Math.max(...Array.from(separators, (char) => head.lastIndexOf(char)))
    if (separator > width / 3) return separator + 1
  }
  return Math.max(head.length, firstOf(text))
}

/** The length of the first character in code units: progress even where it is wider than the column. */
const firstOf = (text: string) => String.fromCodePoint(text.codePointAt(0) ?? 32).length

const escape = (char: string): string => {
  const code = char.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`
}
