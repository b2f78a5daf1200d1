/**
 * The HTML report: one file with its data, its looks and its program inside, that asks nothing of anybody.
 *
 * Names of a scenario reach the page as JSON in a script block that no browser runs, with `<`, `>` and `&` escaped, and
 * the program puts them in as text only. The content policy allows the one program and the one style by their hashes,
 * and no request: https://www.w3.org/TR/CSP3/
 */
import type { CellResult, Finding } from "../../sim/result.ts"
import { printable } from "../printable.ts"
import { sentences, waitsFor } from "../reasons.ts"
import type { Report } from "../schema.ts"
import { boundsInPrint, verdictInPrint } from "../wording.ts"
import { script } from "./script.ts"
import { style } from "./style.ts"

/** SHA-256 of script.ts and style.ts in base64; a test compares. */
export const hashes = {
  script: "uNrZp8B9HgipOVshacfKldDwLKkgKzrNE43ZpF9A05w=",
  style: "RKoZmsUDJ0Cm1EodRv/Zox04w2CB5Z0kp5YLVBUal6g="
}

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hashes.script}'`,
  `style-src 'sha256-${hashes.style}'`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

/**
 * The page of a report.
 *
 * @example
 * fs.writeFileSync("report.html", html(report))
 */
export const html = (report: Report): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>heddle report</title>
<style>${style}</style>
</head>
<body>
<main id="page"><noscript>This report is drawn by the program inside it: allow scripts to see it.</noscript></main>
<script type="application/json" id="data">${data(report)}</script>
<script>${script}</script>
</body>
</html>
`

const data = (report: Report): string =>
  JSON.stringify(
    { tool: report.tool, options: report.options, results: report.results.map(cell) },
    (_, value: unknown) => typeof value === "string" ? printable(value) : value
  ).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)

const cell = (result: CellResult) => ({
  ...result,
  says: verdictInPrint(result),
  covered: result.exhaustive ? "every trace" : boundsInPrint(result),
  findings: result.findings.map((finding) => ({ ...finding, why: reasonsOf(finding) }))
})

const reasonsOf = (finding: Finding): Array<string> => {
  const name = (task: number) => finding.trace.tasks[task]?.name ?? `task ${task}`
  return [...finding.because.flatMap((reason) => sentences(reason, finding, name)), ...waitsFor(finding, name)]
}
