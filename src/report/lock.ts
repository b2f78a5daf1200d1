/**
 * `heddle.lock.json`: what is known of every cell, kept under version control, so that CI goes red when it changes.
 *
 * A declaration says which kinds a cell has; the lock says which findings, and in how many traces.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { CellResult } from "../sim/result.ts"
import { cellInPrint, count, grouped } from "./wording.ts"

const Locked = Schema.Struct({ verdict: Schema.String, traces: Schema.Int, findings: Schema.Array(Schema.String) })

const Lock = Schema.Struct({
  format: Schema.Literal("heddle.lock"),
  version: Schema.Literal(1),
  cells: Schema.Record(Schema.String, Locked)
})

/** The whole file. */
export type Lock = typeof Lock.Type

/** What is to be locked of these results; cells by name, findings by key. */
export const lockOf = (results: ReadonlyArray<CellResult>): Lock => ({
  format: "heddle.lock",
  version: 1,
  cells: Object.fromEntries(
    results.map((result) =>
      [
        cellInPrint(result),
        {
          verdict: result.error === undefined ? result.verdict : `error: ${result.error.kind}`,
          traces: result.stats.traces,
          findings: result.findings.map(({ key }) => key).toSorted()
        }
      ] as const
    ).toSorted(([a], [b]) => a < b ? -1 : 1)
  )
})

/**
 * The text of the file.
 *
 * @example
 * fs.writeFileSync("heddle.lock.json", encodeLock(lockOf(results)))
 */
export const encodeLock = (lock: Lock): string => `${JSON.stringify(lock, null, 2)}\n`

/** Reads the file. Throws an `Error` that says what was expected. */
export const decodeLock = (text: string): Lock => {
  const decoded = Schema.decodeUnknownResult(Schema.fromJsonString(Lock))(text)
  if (Result.isFailure(decoded)) throw new Error("is no lock of heddle, version 1")
  return decoded.success
}

/** What differs in one cell. */
export interface Difference {
  readonly cell: string
  /** Sentences; new findings apart. */
  readonly says: ReadonlyArray<string>
  /** Keys of the findings that are not locked. */
  readonly found: ReadonlyArray<string>
}

/** What differs, by cell, in order; `all`: a cell that is locked and was not explored differs too. */
export const differences = (locked: Lock, is: Lock, all: boolean): ReadonlyArray<Difference> => {
  const names = [...new Set([...Object.keys(locked.cells), ...Object.keys(is.cells)])].toSorted()
  return names.flatMap((name) => {
    const [was, now] = [locked.cells[name], is.cells[name]]
    if (now === undefined) return all ? [{ cell: name, says: ["is locked, and not there any more"], found: [] }] : []
    if (was === undefined) return [{ cell: name, says: ["is new, and not locked"], found: now.findings }]
    const found = now.findings.filter((key) => !was.findings.includes(key))
    const changes = [
      ...(was.verdict === now.verdict ? [] : [`${was.verdict} has become ${now.verdict}`]),
      ...was.findings.filter((key) => !now.findings.includes(key)).map((key) => `no finding ${key} any more`),
      ...(was.traces === now.traces ? [] : [`${grouped(was.traces)} traces have become ${count(now.traces, "trace")}`])
    ]
    return changes.length + found.length === 0 ? [] : [{ cell: name, says: changes, found }]
  })
}
