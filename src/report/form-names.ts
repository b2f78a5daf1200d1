/**
 * The forms of a report by name. Imports nothing: the command line needs the names before it needs the forms.
 */

/** What `--out FORMAT=FILE` of `heddle explore` can write. */
export const formNames = [
  "json",
  "junit",
  "sarif",
  "github",
  "summary",
  "commit",
  "kcsan",
  "lockdep",
  "kasan",
  "litmus",
  "mermaid",
  "plantuml",
  "chrome",
  "dot",
  "html"
] as const
/** One of them. */
export type FormName = (typeof formNames)[number]

/** Those that show a single finding, for `heddle export`. */
export const exportNames = [
  "commit",
  "kcsan",
  "lockdep",
  "kasan",
  "litmus",
  "mermaid",
  "plantuml",
  "chrome",
  "dot",
  "json"
] as const satisfies ReadonlyArray<FormName>
/** One of them. */
export type ExportName = (typeof exportNames)[number]
