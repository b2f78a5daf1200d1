/**
 * Every form that a report can be written in: pure functions of the one value that `result.json` holds.
 */
import { chrome } from "./chrome.ts"
import { commit } from "./commit.ts"
import { dot } from "./dot.ts"
import type { FormName } from "./form-names.ts"
import { github } from "./github.ts"
import { html } from "./html/html.ts"
import { junit } from "./junit.ts"
import { kasan } from "./kasan.ts"
import { kcsan } from "./kcsan.ts"
import { litmus } from "./litmus.ts"
import { lockdep } from "./lockdep.ts"
import { sarif } from "./sarif.ts"
import { encode, type Report } from "./schema.ts"
import { mermaid, plantuml } from "./sequence.ts"
import { summary } from "./summary.ts"

/** By the name that `--out` is told. */
export const forms: Record<FormName, (report: Report) => string> = {
  json: encode,
  junit,
  sarif,
  github,
  summary,
  commit,
  kcsan,
  lockdep,
  kasan,
  litmus,
  mermaid,
  plantuml,
  chrome,
  dot,
  html
}
