/**
 * Every form that a report can be written in: pure functions of the one value that `result.json` holds.
 */
import type { FormName } from "./form-names.ts"
import { github } from "./github.ts"
import { junit } from "./junit.ts"
import { encode, type Report } from "./schema.ts"

/** By the name that `--out` is told. */
export const forms: Record<FormName, (report: Report) => string> = { json: encode, junit, github }
