/**
 * `heddle export TOKEN --as FORM [FILE]`: replays a token and prints what it shows in one of the forms of a result.
 */
import type { ExportName } from "../report/form-names.ts"
import { forms } from "../report/forms.ts"
import { kinds } from "../report/schema.ts"
import type { CellResult } from "../sim/result.ts"
import type { Replayed } from "./contract.ts"
import { CommandError, exitCodes } from "./exit.ts"
import { reportOf } from "./explore.ts"
import { print } from "./output.ts"
import type { Place } from "./place.ts"
import { Pool } from "./pool.ts"
import { fitsNothing, replayOf } from "./replay.ts"

/** Everything `heddle export` can be told. */
export interface ExportCommand {
  readonly token: string
  readonly as: ExportName
  /** The file of the scenario, if not heddle's own. */
  readonly word: string | undefined
  readonly hangMillis: number
}

/** Runs the command and gives its exit code. */
export const exportToken = async (place: Place, command: ExportCommand): Promise<number> => {
  const { hangMillis, token, word } = command
  const pool = new Pool(place, { size: 1, hangMillis })
  try {
    const { file, reply } = await replayOf(pool, token, word)
    if (reply === undefined) throw fitsNothing(token)
    if (reply.findings.length === 0) throw new CommandError(`${token} shows no finding: there is nothing to export`)
    // herd7 takes one test a file, and all findings of one execution have the same.
    const findings = command.as === "litmus" ? reply.findings.slice(0, 1) : reply.findings
    const result = { ...resultOf(reply), findings, ...(file === undefined ? {} : { file }) }
    await print(forms[command.as](reportOf(place, { mutation: false }, [result])))
    return exitCodes.ok
  } finally {
    await pool.close()
  }
}

/** The one execution as the result of a search that ran nothing else. */
const resultOf = ({ cell, findings, scenario, trace }: Replayed): CellResult => {
  const steps = trace.steps.filter(({ note }) => !note).length
  return {
    scenario,
    design: cell.design,
    kernel: cell.kernel,
    shape: cell.shape,
    memory: "SC",
    provenance: cell.provenance,
    declared: cell.declared,
    why: cell.why,
    verdict: kinds.find((kind) => findings.some((finding) => finding.kind === kind)) ?? "no-finding",
    asDeclared: findings.every(({ kind }) => cell.declared.includes(kind)),
    exhaustive: false,
    assumptions: [],
    bounds: ["1 execution"],
    stats: { executions: 1, traces: 1, redundant: 0, steps, stepsLongest: steps, tasks: trace.tasks.length },
    findings,
    reached: [],
    unreached: []
  }
}
