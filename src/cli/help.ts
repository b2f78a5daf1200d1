/**
 * Help as wide as the terminal. The formatter of effect/cli writes each entry in one line, however long.
 */
import { stripVTControlCharacters } from "node:util"
import { widthOf, wrap } from "../report/printable.ts"

/** A text needs so much room beside its name; else it stands below. */
const roomMin = 30

/** How far a text stands in that has no name beside it. */
const indent = 6

/**
 * The help with the texts of entries folded below where they begin.
 *
 * @param width cells; infinite for a file, in which an entry is one line
 */
export const folded = (help: string, width: number): string =>
  help.split("\n").flatMap((line) => widthOf(stripVTControlCharacters(line)) <= width ? [line] : fold(line, width))
    .join("\n")

/** A name, two spaces or more, a text; or a text alone. Colours at the end of a text make its last line shorter. */
const fold = (line: string, width: number): ReadonlyArray<string> => {
  const [, name = "", text = ""] = /^(\s*\S.*?\s{2,})(\S.*)$/.exec(line) ?? /^(\s*)(\S.*)$/.exec(line) ?? []
  const beside = widthOf(stripVTControlCharacters(name))
  if (width - beside < roomMin) {
    return [name.trimEnd(), ...wrap(text, width - indent).map((part) => " ".repeat(indent) + part)]
  }
  return wrap(text, width - beside).map((part, i) => (i === 0 ? name : " ".repeat(beside)) + part)
}
