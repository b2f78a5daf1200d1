/**
 * The looks of the HTML report. Two palettes; every mark that has a colour also has a shape or a word.
 */

/** What stands in its `<style>`; html.ts holds its hash. */
export const style = String.raw`
:root { color-scheme: light dark; --bg: #fff; --fg: #1c2128; --dim: #59636e; --line: #d1d9e0; --box: #f6f8fa;
  --bad: #b42318; --ok: #1a7f37; --mark: #0550ae; --open: #fff3d6; --openline: #9a6700 }
@media (prefers-color-scheme: dark) { :root {
  --bg: #0d1117; --fg: #e6edf3; --dim: #9aa4af; --line: #343b44; --box: #161b22;
  --bad: #ff7b72; --ok: #56d364; --mark: #79c0ff; --open: #2b2410; --openline: #d29922 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.45 system-ui, sans-serif }
main { max-width: 84rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.25rem; margin: .3rem 0 .6rem; overflow-wrap: anywhere }
h2 { font-size: 1rem; margin: 1.2rem 0 .4rem }
p { margin: .35rem 0; overflow-wrap: anywhere }
code, .mono, .step, td.value { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .85rem }
a { color: var(--mark) }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
button, input { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line);
  border-radius: 5px; padding: .25rem .6rem }
.bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .6rem 0 }
.bar input[type=search] { flex: 1 1 12rem; min-width: 0 }
.bar input[type=range] { flex: 1 1 10rem; min-width: 6rem; padding: 0 }
.dim { color: var(--dim) }
.bad { color: var(--bad); font-weight: 600 }
.ok { color: var(--ok) }
.notice { border-left: 3px solid var(--openline); padding: .2rem .6rem; background: var(--open) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere }
th { font-weight: 600; font-size: .85rem; color: var(--dim) }
.view { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; gap: 1.5rem; align-items: start }
.panel { position: sticky; top: .5rem; max-height: calc(100vh - 1rem); overflow: auto }
.lanes { position: relative; display: grid; margin: 0; padding: 0 5px 5px 0; row-gap: 6px; column-gap: 14px }
.lanes > * { min-width: 0 }
.head { font-weight: 600; border-bottom: 2px solid var(--line); padding: .2rem; overflow-wrap: anywhere }
.gutter { color: var(--dim); font-size: .75rem; text-align: right; padding: .35rem .35rem 0 0 }
.window { background: repeating-linear-gradient(135deg, var(--open) 0 8px, transparent 8px 12px);
  border-left: 3px solid var(--openline); margin: -3px 0 }
.step { position: relative; display: block; width: 100%; text-align: left; background: var(--box); border-radius: 5px;
  overflow-wrap: anywhere; z-index: 1 }
.step small { display: block; color: var(--dim); font-size: .75rem }
.step.note { border-style: dotted }
.step.race { border: 3px double var(--bad) }
.step.torn { border: 2px dashed var(--bad) }
.step.later { opacity: .6 }
.step.ghost { background: none; color: var(--dim); padding: .25rem .6rem; border: 1px dashed var(--dim) }
.step[aria-current=step] { outline: 3px solid var(--mark); outline-offset: 1px }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 4px; padding: 0 .3rem;
  margin: .15rem .25rem 0 0;  font: 600 .7rem/1.4 system-ui, sans-serif; color: var(--bad) }
.point { grid-column: 1 / -1; border-top: 2px solid var(--bad); color: var(--bad); font-size: .8rem; font-weight: 600 }
.arrows { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; z-index: 2; overflow: visible }
.arrows path { fill: none; stroke: var(--dim); stroke-width: 1.3 }
.arrows path.on { stroke: var(--mark); stroke-width: 2.6 }
.arrows path.head { fill: var(--dim); stroke: none; padding: 0 }
.arrows path.head.on { fill: var(--mark) }
.changed td { font-weight: 700; background: var(--open) }
.matrix { table-layout: fixed }
.matrix th:nth-child(1) { width: 34% } .matrix th:nth-child(2) { width: 13% } .matrix th:nth-child(3) { width: 10% }
.matrix th:nth-child(4) { width: 12% }
.legend { font-size: .8rem; color: var(--dim) }
@media (max-width: 60rem) { .view { grid-template-columns: minmax(0, 1fr) }
  .panel { position: static; max-height: none } }
@media (max-width: 40rem) { main { padding: .6rem } .matrix thead { position: absolute; left: -9999px }
  .matrix tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0 }
  .matrix td { display: block; border: 0; padding: .05rem 0 } .matrix td:empty { display: none } }
@media print { .bar, .keys { display: none } .view { display: block } .panel { position: static; max-height: none }
  .scroll { overflow: visible } .step, tr { break-inside: avoid } .step.later { opacity: 1 } }
`
