/**
 * One schedule on two designs, side by side, until one cannot follow, and why.
 */
import { useEffect, useRef } from "preact/hooks"
import { type BothCpus, cpusOfBoth, outcome, stopWords } from "../report/comparison.ts"
import type { PageComparison, PageFinding, PageStep } from "../report/html/page-data.ts"
import { type Row, rowsOf, waitsAt } from "../report/side-by-side.ts"
import type { Comparison, Finding } from "../sim/result.ts"
import { useBar } from "./bar.ts"
import { type Found, nameOf, placeOf } from "./data.ts"
import { useKeys } from "./keys.ts"
import { textOf } from "./marks.ts"
import { go, toComparison, toFinding } from "./route.ts"

interface Props {
  readonly found: Found
  readonly nth: number
  /** The chosen row; none yet where it is below zero. */
  readonly at: number
}

// The reports' functions do not look at source lines, which are numbers here.
const asFinding = (finding: PageFinding) => finding as unknown as Finding
const asComparison = (comparison: PageComparison) => comparison as unknown as Comparison

export const Comparing = ({ at, found, nth }: Props) => {
  const { comparisons = [] } = found.finding
  const comparison = comparisons[nth]
  const rows = rowsOf(asFinding(found.finding).trace, asComparison(comparison))
  const cpus = cpusOfBoth(asFinding(found.finding).trace, asComparison(comparison).trace)
  const difference = Math.max(0, rows.findIndex(({ a, b }) => a === undefined || b === undefined))
  const stop = rows.findIndex(({ stops }) => stops)
  const here = at >= 0 && at < rows.length ? at : stop >= 0 ? stop : difference
  const select = (row: number) => go(toComparison(found, nth, Math.max(0, Math.min(rows.length - 1, row))), true)
  useKeys({ ...keysOf(here, rows.length, select), d: () => select(difference), Escape: () => go(toFinding(found)) })
  return (
    <>
      <nav aria-label="where">
        <a href="#">all cells</a> / <a href={toFinding(found)}>{nameOf(found.result)}</a> / compared
      </nav>
      <h1>
        <span class="bad">✗ {found.finding.says}</span> {found.finding.title}
      </h1>
      <Tools found={found} nth={nth} here={here} rows={rows} select={select} />
      {outcome(asFinding(found.finding), asComparison(comparison), cpus).map(([key, text]) => <p key={key}>{text}.</p>)}
      <p class="legend">
        {cpus.legend.join(", ")}. Left: <code class="copy">{found.finding.replay}</code>, right:{" "}
        <code class="copy">{comparison.replay}</code>. Tinted: a step of one side alone. Hatched: not come to.{" "}
        <span class="keys">Keys: ← → or k j row, d first difference, Esc back.</span>
      </p>
      <Pairs
        found={found}
        comparison={comparison}
        rows={rows}
        cpus={cpus}
        here={here}
        isFirst={at < 0}
        select={select}
      />
    </>
  )
}

const keysOf = (here: number, count: number, select: (row: number) => void) => ({
  ArrowDown: () => select(here + 1),
  ArrowRight: () => select(here + 1),
  j: () => select(here + 1),
  ArrowUp: () => select(here - 1),
  ArrowLeft: () => select(here - 1),
  k: () => select(here - 1),
  Home: () => select(0),
  End: () => select(count - 1)
})

interface ToolsProps {
  readonly found: Found
  readonly nth: number
  readonly here: number
  readonly rows: ReadonlyArray<Row>
  readonly select: (row: number) => void
}

const Tools = ({ found, here, nth, rows, select }: ToolsProps) => (
  <div class="bar tools" ref={useBar()}>
    <label>
      compared with{" "}
      <select id="other" onChange={(event) => go(toComparison(found, Number(event.currentTarget.value)))}>
        {(found.finding.comparisons ?? []).map(({ design }, i) => (
          <option key={i} value={i} selected={i === nth}>{designOf(design)}</option>
        ))}
      </select>
    </label>
    <input
      type="range"
      id="scrub"
      min={0}
      max={Math.max(0, rows.length - 1)}
      value={here}
      aria-label="row"
      onInput={(event) => select(Number(event.currentTarget.value))}
    />
    <span role="status" id="now">
      row {here + 1} of {rows.length}
      <span class="unseen">: {inWords(rows[here])}</span>
    </span>
  </div>
)

/** Both sides of a row, for those who cannot see them side by side. */
const inWords = (row: Row | undefined): string => {
  const [a, b] = [row?.a, row?.b] as unknown as ReadonlyArray<PageStep | undefined>
  const right = row?.stops === true ? "cannot follow" : b === undefined ? "nothing" : textOf(b)
  return `left ${a === undefined ? "nothing" : textOf(a)}, right ${right}`
}

interface PairsProps {
  readonly found: Found
  readonly comparison: PageComparison
  readonly rows: ReadonlyArray<Row>
  readonly cpus: BothCpus
  readonly here: number
  /** Nothing has been chosen yet: what matters is brought to the middle. */
  readonly isFirst: boolean
  readonly select: (row: number) => void
}

const Pairs = ({ comparison, cpus, found, here, isFirst, rows, select }: PairsProps) => {
  const body = useRef<HTMLTableSectionElement>(null)
  const stop = rows.findIndex(({ stops }) => stops)
  useEffect(() => {
    body.current?.querySelector("[aria-current=step]")?.scrollIntoView({ block: isFirst ? "center" : "nearest" })
  }, [here, isFirst, comparison])
  return (
    <table class="compare" style={{ "--lanes": Math.max(1, cpus.legend.length) }}>
      <thead>
        <tr>
          <th scope="col">{designOf(found.result.design)}</th>
          <th scope="col">{designOf(comparison.design)}</th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row, i) => (
          <Pair
            key={i}
            row={row}
            isHere={i === here}
            isAfter={stop >= 0 && i > stop}
            select={() => select(i)}
            comparison={comparison}
            cpus={cpus}
          />
        ))}
      </tbody>
    </table>
  )
}

const designOf = (design: string) => design === "" ? "the other" : design

interface PairProps {
  readonly row: Row
  readonly isHere: boolean
  readonly isAfter: boolean
  readonly select: () => void
  readonly comparison: PageComparison
  readonly cpus: BothCpus
}

const Pair = ({ comparison, cpus, isAfter, isHere, row, select }: PairProps) => {
  const [a, b] = [row.a, row.b] as unknown as [PageStep | undefined, PageStep | undefined]
  const kind = row.stops ? "stops" : row.earlier ? "earlier" : a === undefined || b === undefined ? "alone" : ""
  return (
    <tr class={kind} aria-current={isHere ? "step" : undefined} onClick={select}>
      <td>{a === undefined ? null : <Side step={a} cpu={cpus.ofA(a.task)} />}</td>
      <td class={isAfter ? "gone" : ""}>
        {row.stops
          ? <Stop comparison={comparison} cpus={cpus} />
          : b === undefined
          ? null
          : row.earlier
          ? <span class="dim">done before, step {b.index}</span>
          : <Side step={b} cpu={cpus.ofB(b.task)} />}
      </td>
    </tr>
  )
}

const Side = ({ cpu, step }: { readonly step: PageStep; readonly cpu: string }) => (
  <div class="side" style={{ "--lane": Number(cpu.slice(3)) }}>
    <span class="dim">{step.index} {cpu}</span>{" "}
    <span class={`mono${step.role === "" ? "" : " bad"}`}>{step.role === "" ? "" : "! "}{textOf(step)}</span>{" "}
    <small>{placeOf(step.frames)}</small>
  </div>
)

const Stop = ({ comparison, cpus }: { readonly comparison: PageComparison; readonly cpus: BothCpus }) => {
  const wait = waitsAt(asComparison(comparison))
  if (wait === undefined) return <div class="step ghost bad">■ {stopWords(asComparison(comparison))}</div>
  const held = wait.holder === undefined ? "" : `, held by ${cpus.ofB(wait.holder)}`
  return <div class="step ghost bad">■ {cpus.ofB(wait.task)} {wait.op}({wait.object}) waits{held}</div>
}
