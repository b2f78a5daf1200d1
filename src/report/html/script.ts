/**
 * The program of the HTML report, in the JavaScript of browsers. It writes text, never markup.
 */
import { lanes } from "./lanes.ts"

const page = String.raw`
"use strict"
const report = JSON.parse(document.getElementById("data").textContent)
const page = document.getElementById("page")
const el = (tag, attributes, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value)
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""))
  return made
}
const cellName = (r) => [r.scenario, r.design, r.kernel, r.shape].filter((part) => part !== "").join(" · ")
const all = report.results.flatMap((result, r) => result.findings.map((finding, f) => ({ result, finding, r, f })))
let filter = ""
let onlyBad = false
let open = null
let at = 0

const index = () => {
  open = null
  document.title = "heddle report"
  const search = el("input", { type: "search", id: "filter", "aria-label": "filter cells", value: filter,
    placeholder: "filter: words of scenario, design, verdict", oninput: () => { filter = search.value; rows() } })
  const bad = el("input", { type: "checkbox", id: "bad", onchange: () => { onlyBad = bad.checked; rows() } })
  bad.checked = onlyBad
  const body = el("tbody")
  const shown = el("p", { class: "dim", role: "status", id: "shown" })
  const rows = () => {
    const words = filter.toLowerCase().split(/\s+/)
    const kept = report.results.map((result, r) => ({ result, r })).filter(({ result }) => {
      const text = (cellName(result) + " " + result.says + " " +
        result.findings.map((f) => f.title).join(" ")).toLowerCase()
      return words.every((word) => text.includes(word)) && !(onlyBad && result.asDeclared && !result.error)
    })
    shown.textContent = kept.length + " of " + report.results.length + " cells"
    body.replaceChildren(...kept.map(({ result, r }) => row(result, r)))
  }
  rows()
  page.replaceChildren(
    el("h1", {}, "heddle report"),
    el("p", { class: "dim" }, "heddle " + report.tool.version + ", strategy " + report.options.strategy +
      ", seed " + report.options.seed + ". A finding opens its execution, step by step."),
    el("div", { class: "bar" }, search, el("label", {}, bad, " only what is not as declared")), shown,
    el("table", { class: "matrix" }, el("thead", {}, el("tr", {},
      ["cell", "verdict", "as declared", "covered", "findings"].map(
        (name) => el("th", { scope: "col" }, name)))), body))
}
const row = (result, r) => el("tr", {},
  el("td", {}, cellName(result), result.why === "" ? "" : el("div", { class: "dim" }, result.why)),
  el("td", { class: result.verdict === "verified" ? "ok" : result.findings.length > 0 ? "bad" : "" },
    (result.verdict === "verified" && !result.error ? "✓ " : result.findings.length > 0 ? "✗ " : "") + result.says,
    result.error ? el("div", {}, result.error.kind + ": " + result.error.message) : ""),
  el("td", {}, result.asDeclared ? "as declared" : el("span", { class: "bad" }, "≠ not as declared")),
  el("td", {}, result.covered + ", " + result.stats.executions + " executions",
    result.unreached.length > 0 ? el("div", { class: "bad" }, "never reached: " + result.unreached.join(", ")) : ""),
  el("td", {}, result.findings.map((finding, f) =>
    el("div", {}, el("a", { href: "#f=" + r + "." + f }, finding.title)))))

const route = () => {
  const [, r, f, s] = /^#f=(\d+)\.(\d+)(?:&s=(\d+))?$/.exec(location.hash) || []
  const found = all.find((one) => one.r === Number(r) && one.f === Number(f))
  if (r === undefined || !found) return index()
  const steps = found.finding.trace.steps
  const place = s === undefined ? -1 : steps.findIndex((step) => step.index === Number(s))
  show(found, place < 0 ? steps.length - 1 : place)
}
addEventListener("hashchange", route)
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(search|text)$/.test(event.target.type)) return
  const last = open ? open.finding.trace.steps.length - 1 : 0
  const here = all.indexOf(open)
  const go = {
    ArrowRight: () => select(at + 1), j: () => select(at + 1), ArrowDown: () => select(at + 1),
    ArrowLeft: () => select(at - 1), k: () => select(at - 1), ArrowUp: () => select(at - 1),
    Home: () => select(0), End: () => select(last), Escape: () => { location.hash = "" },
    n: () => hop(here + 1), p: () => hop(here - 1)
  }[event.key]
  if (event.key === "/" && !open) {
    event.preventDefault()
    document.getElementById("filter").focus()
  } else if (open && go) {
    event.preventDefault()
    go()
  }
})
const hop = (to) => {
  if (all[to]) location.hash = "#f=" + all[to].r + "." + all[to].f
}
`

/** What stands in its `<script>`; html.ts holds its hash. */
export const script = `(() => {${page}${lanes}route()\n})()\n`
