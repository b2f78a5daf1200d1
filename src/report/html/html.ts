/**
 * The HTML report: one file with its data, its looks and its program inside, that asks nothing of anybody.
 *
 * The program is src/page, bundled into page.json by `npm run page`. Names of a scenario reach it as JSON in a script
 * block that no browser runs, with `<`, `>` and `&` escaped, and it puts them in as text only. The content policy
 * allows the one program and the one style by their hashes, and no request: https://www.w3.org/TR/CSP3/
 */
import type { OrdersReport } from "../orders.ts"
import type { Report } from "../schema.ts"
import { dataOf, dataOfOrders, type PageData } from "./page-data.ts"
import program from "./page.json" with { type: "json" }

/**
 * The page of a report.
 *
 * @example
 * fs.writeFileSync("report.html", html(report))
 */
export const html = (report: Report): string => page("heddle report", dataOf(report))

/** The page of the answers of `heddle orders`: a map of the safe orders. */
export const ordersHtml = (report: OrdersReport): string => page("heddle orders", dataOfOrders(report))

const policy = [
  "default-src 'none'",
  `script-src '${program.scriptHash}'`,
  `style-src '${program.styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'"
].join("; ")

const page = (title: string, data: PageData): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${program.style}</style>
</head>
<body>
<main id="page"><noscript>This page is drawn by the program inside it: allow scripts to see it.</noscript></main>
<script type="application/json" id="data">${asText(data)}</script>
<script>${program.script}</script>
</body>
</html>
`

const asText = (data: PageData): string =>
  JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
