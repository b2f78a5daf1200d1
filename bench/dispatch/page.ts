/**
 * Results as one HTML page with charts, which asks nothing of anybody: no program, no picture from elsewhere.
 */
import { type Chart, charts } from "./charts.ts"
import { designs, devirtualised } from "./designs.ts"
import type { Results } from "./measure.ts"
import { verdict } from "./tables.ts"

/** The page. */
export const page = (results: Results): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What dispatch costs</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>What dispatch costs</h1>
<p>A call through the operations of a devlink instance, in each design that was on the table in October 2021 or came of
it. Times are those of one shared virtual machine; counts are the same in every run.
“${devirtualised}” is no design but a trap: a compiler that knows the table calls the
function directly. From <code>npm run bench:dispatch</code>; all numbers are in docs/dispatch.md.</p>
<h2>Does cost decide the dispute?</h2>
<p>${verdict(results).join(" ")}</p>
${charts(results).map(figure).join("\n")}
</main>
</body>
</html>
`

const figure = ({ narrow, text, title, wide }: Chart): string =>
  `<figure>
<figcaption><h2>${title}</h2><p>${text}</p></figcaption>
<div class="wide">${wide}</div>
<div class="narrow">${narrow}</div>
</figure>`

const variables = (colours: ReadonlyArray<string>, kinds: ReadonlyArray<string>): string =>
  [
    ...[...designs, devirtualised].map((_, i) => `--design-${i}: ${colours[i]};`),
    ...kinds.map((colour, i) => `--kind-${i}: ${colour};`)
  ].join(" ")

/** Colours that differ in lightness as well. Source: M. Okabe, K. Ito, Color Universal Design, 2008, adapted. */
const light = variables(
  ["#0072b2", "#d55e00", "#00805c", "#7b4ea3", "#8a6d00", "#565d68", "#9097a1"],
  ["#d55e00", "#0072b2", "#9097a1"]
)
const dark = variables(
  ["#58b4f0", "#ff9255", "#46d3a2", "#c8a2ee", "#e3c04f", "#b4bcc8", "#7d8591"],
  ["#ff9255", "#58b4f0", "#7d8591"]
)

const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1e21; --faint: #6b7280; --rule: #e3e5e9; ${light} }
@media (prefers-color-scheme: dark) {
:root { --paper: #16181c; --ink: #e6e8eb; --faint: #8b939f; --rule: #2e3238; ${dark} }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.75rem; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 0; }
p { margin: 0.4rem 0 0.8rem; }
figure { margin: 2.25rem 0 0; padding-top: 1.5rem; border-top: 1px solid var(--rule); }
figcaption p { color: var(--faint); font-size: 0.9rem; }
svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 40rem) { .wide { display: none; } .narrow { display: block; } }
@media print { figure { break-inside: avoid; } }
`
