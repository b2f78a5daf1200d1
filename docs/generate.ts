/**
 * `npm run docs`: makes every sample output and generated table of the documents anew.
 *
 * test/docs asserts that nothing would change.
 */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { regenerate } from "./blocks.ts"
import { operationTables } from "./operation-table.ts"

/** The documents with generated parts, from the root of the repository. */
export const documents = ["README.md", "docs/operations.md"] as const

/** The document as it should be, given as it is. */
export const upToDate = (markdown: string): string => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "heddle-docs-")))
  try {
    return regenerate(markdown, folder, { operations: operationTables })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  for (const name of documents) {
    const file = path.resolve(import.meta.dirname, "..", name)
    fs.writeFileSync(file, upToDate(fs.readFileSync(file, "utf8")))
  }
}
