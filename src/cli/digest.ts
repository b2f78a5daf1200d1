/**
 * What stands in a file, short enough to keep and compare.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"

/** The same for the same bytes; `""` where there is no such file. */
export const digestOf = (file: string): string => {
  try {
    return createHash("sha256").update(fs.readFileSync(file)).digest("base64url")
  } catch {
    return ""
  }
}
