/**
 * `npm run docs`: makes every sample output and generated table of the documents, and the JSON Schema of results, anew.
 *
 * test/docs asserts that nothing would change.
 */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { Results } from "../bench/dispatch/measure.ts"
import { shortTables, tables as dispatchTables } from "../bench/dispatch/tables.ts"
import type { Results as SctResults } from "../bench/sct/measure.ts"
import { distributions, exhaustive, medians, standing } from "../bench/sct/tables.ts"
import { regenerate } from "./blocks.ts"
import { driverTable, lockTable, stepTable } from "./kernel-tables.ts"
import { operationTables } from "./operation-table.ts"
import { resultSchema, schemaFile } from "./result-schema.ts"
import { sidesTable } from "./sides-table.ts"
import { designSummary, designWindows, driverWindows, eventTable } from "./window-table.ts"

/** The documents with generated parts, from the root of the repository. */
export const documents = [
  "README.md",
  "docs/dispatch.md",
  "docs/dispute.md",
  "docs/kernel.md",
  "docs/operations.md",
  "docs/sct.md",
  "docs/simulate.md"
] as const

const measured = <A>(file: string): A =>
  JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, "../bench/results", file), "utf8"))
const dispatch = () => measured<Results>("dispatch.json")
const sct = () => measured<SctResults>("sct.json")

const tables = {
  dispatch: () => dispatchTables(dispatch()),
  "dispatch-short": () => shortTables(dispatch()),
  operations: operationTables,
  locks: lockTable,
  drivers: driverTable,
  sides: sidesTable,
  steps: stepTable,
  "driver-windows": driverWindows,
  "design-windows": designWindows,
  "sct-medians": () => medians(sct()),
  "sct-standing": () => standing(sct()),
  "sct-distributions": () => distributions(sct()),
  "sct-exhaustive": () => exhaustive(sct()),
  "design-summary": designSummary,
  events: eventTable
}

/** The document as it should be, given as it is. */
export const upToDate = (markdown: string): string => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "heddle-docs-")))
  try {
    return regenerate(markdown, folder, tables)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  for (const name of documents) {
    const file = path.resolve(import.meta.dirname, "..", name)
    fs.writeFileSync(file, upToDate(fs.readFileSync(file, "utf8")))
  }
  fs.writeFileSync(path.resolve(import.meta.dirname, "..", schemaFile), resultSchema())
}
