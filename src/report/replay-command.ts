/**
 * The command that runs a finding again, as a user types it.
 */
import type { CellResult, Finding } from "../sim/result.ts"
import { printable } from "./printable.ts"

/** `heddle replay TOKEN`, with the file of a scenario that is not heddle's own. */
export const replayCommand = ({ file }: Pick<CellResult, "file">, { token }: Pick<Finding, "token">): string =>
  `heddle replay ${printable(token)}${file === undefined ? "" : ` ${quoted(file)}`}`

/** A path as one word of a shell. */
const quoted = (file: string) => /^[\w./@%+:,-]+$/.test(file) ? file : `'${printable(file).replaceAll("'", "'\\''")}'`
