/**
 * The index: every cell with its verdict, to be filtered.
 */
import { useRef, useState } from "preact/hooks"
import type { PageResult } from "../report/html/page-data.ts"
import { data, nameOf, results } from "./data.ts"
import { useKeys } from "./keys.ts"

// Kept while a finding is looked at.
const asked = { words: "", odd: false, verdict: "" }

/** The matrix. */
export const Index = () => {
  const [, again] = useState(0)
  const search = useRef<HTMLInputElement>(null)
  const ask = (change: Partial<typeof asked>) => {
    Object.assign(asked, change)
    again((n) => n + 1)
  }
  useKeys({ "/": () => search.current?.focus() })
  const shown = results.map((result, r) => ({ result, r })).filter(({ result }) => isKept(result))
  const verdicts = [...new Set(results.map(({ says }) => says))].toSorted()
  return (
    <>
      <h1>heddle report</h1>
      <p class="dim">{head()} A finding opens its execution, step by step.</p>
      <div class="bar" role="search">
        <input
          ref={search}
          type="search"
          id="filter"
          aria-label="filter cells"
          value={asked.words}
          placeholder="words of cells and findings ( / )"
          onInput={(event) => ask({ words: event.currentTarget.value })}
        />
        <select id="verdict" aria-label="verdict" onChange={(event) => ask({ verdict: event.currentTarget.value })}>
          <option value="">every verdict</option>
          {verdicts.map((one) => <option key={one} value={one} selected={one === asked.verdict}>{one}</option>)}
        </select>
        <label>
          <input
            type="checkbox"
            id="odd"
            checked={asked.odd}
            onChange={(event) => ask({ odd: event.currentTarget.checked })}
          />{" "}
          only what is not as declared
        </label>
      </div>
      <p class="dim" role="status" id="shown">{shown.length} of {results.length} cells</p>
      <table class="matrix">
        <thead>
          <tr>
            {["cell", "verdict", "declared", "covered", "findings"].map((name) => <th key={name} scope="col">{name}
            </th>)}
          </tr>
        </thead>
        <tbody>{shown.map(({ r, result }) => <Row key={r} result={result} r={r} />)}</tbody>
      </table>
    </>
  )
}

const head = (): string =>
  data.shows === "report"
    ? `heddle ${data.tool.version}, strategy ${data.options.strategy}, seed ${data.options.seed}.`
    : ""

const isKept = (result: PageResult): boolean => {
  const text = `${nameOf(result)} ${result.says} ${result.findings.map(({ title }) => title).join(" ")}`.toLowerCase()
  return asked.words.toLowerCase().split(/\s+/).every((word) => text.includes(word)) &&
    (asked.verdict === "" || result.says === asked.verdict) &&
    !(asked.odd && result.asDeclared && result.error === undefined)
}

const Row = ({ r, result }: { readonly result: PageResult; readonly r: number }) => {
  const { error, findings, protections, tree, unreached } = result
  const isGood = result.verdict === "verified" && error === undefined
  return (
    <tr>
      <th scope="row">
        {nameOf(result)}
        {result.provenance === "" ? null : <div class="dim">{result.provenance}</div>}
        {result.why === "" ? null : <div class="dim">{result.why}</div>}
      </th>
      <td class={`verdict ${isGood ? "ok" : findings.length > 0 ? "bad" : ""}`}>
        {isGood ? "✓ " : findings.length > 0 ? "✗ " : "? "}
        {result.says}
      </td>
      <td class="declares">
        {result.declares}
        {result.asDeclared ? null : <div class="bad">≠ not as declared</div>}
      </td>
      <td>
        {result.covered}
        {tree === undefined || tree.executions.length === 0 ? null : (
          <div>
            <a href={`#t=${r}`}>see all of them</a>
          </div>
        )}
        {unreached.length === 0 ? null : <div class="bad">never reached: {unreached.join(", ")}</div>}
        {protections === undefined || protections.length === 0
          ? null
          : <div class="dim">rests on: {protections.map((set) => set.join(" and ")).join("; or ")}</div>}
        {result.coverage.length === 0 ? null : (
          <details class="dim">
            <summary>what was covered</summary>
            <ul>{result.coverage.map((text) => <li key={text}>{text}</li>)}</ul>
          </details>
        )}
      </td>
      <td>
        {error === undefined ? null : <div>{error.kind}: {error.message}</div>}
        {findings.map((finding, f) => (
          <div key={f}>
            <a href={`#f=${r}.${f}`}>{finding.title}</a>
          </div>
        ))}
      </td>
    </tr>
  )
}
