/**
 * The table of operations as Markdown: one table a group of src/sim/operations.ts, one row an outcome.
 */
import * as Effects from "../src/sim/effects.ts"
import { operationGroups } from "../src/sim/operations.ts"
import type { Operation } from "../src/sim/step.ts"

const head = ["operation", "when it", "trace order", "happens-before", "memory access", "waits", "source"]

/** All groups, each under its title. */
export const operationTables = (): string =>
  operationGroups.map(({ operations, title }) => `### ${title}\n\n${table([head, ...operations.flatMap(rows)])}`)
    .join("\n\n")

const rows = ({ access, enabled, name, outcomes, source }: Operation): Array<ReadonlyArray<string>> =>
  outcomes.map(({ effects, when }, i) => {
    const order = [when, traceOrder(effects), happensBefore(effects)]
    return i === 0
      ? [`\`${name}\``, ...order, access === "none" ? "" : access, enabled === undefined ? "" : "yes", source]
      : ["", ...order, "", "", ""]
  })

const traceOrder = (effects: number): string =>
  words(effects, [[Effects.READ, "reads"], [Effects.WRITE, "writes"]]) || "independent"

const happensBefore = (effects: number): string => {
  const release = (effects & Effects.JOIN) === 0 ? "release" : "adds to the release"
  return words(effects, [
    [Effects.ACQUIRE, "acquire"],
    [Effects.ACQUIRE_SHARED, "acquire shared"],
    [Effects.RELEASE, release],
    [Effects.RELEASE_SHARED, "release shared"],
    [Effects.BREAK, "ends the release"]
  ]) || "none"
}

const words = (effects: number, names: ReadonlyArray<readonly [bit: number, name: string]>): string =>
  names.filter(([bit]) => (effects & bit) !== 0).map(([, name]) => name).join(", ")

/** Columns as wide as their widest cell: what the formatter makes of any table. */
export const table = ([header = [], ...body]: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = header.map((_, column) => Math.max(3, ...[header, ...body].map((row) => row[column]!.length)))
  const line = (cells: ReadonlyArray<string>) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`
  return [header, widths.map((width) => "-".repeat(width)), ...body].map(line).join("\n")
}
