/**
 * One finding: why it is one, its execution in lanes, and what every object holds at the chosen step.
 */
import { useState } from "preact/hooks"
import type { PageFinding } from "../report/html/page-data.ts"
import { useBar } from "./bar.ts"
import { findings, type Found, nameOf, searchOf } from "./data.ts"
import { useKeys } from "./keys.ts"
import { Lanes } from "./lanes.tsx"
import { marksOf, textOf } from "./marks.ts"
import { Panel } from "./panel.tsx"
import { go, toComparison, toFinding } from "./route.ts"

/** More arrows than this are a tangle: those of the chosen step are shown, unless all are asked for. */
const arrowsMax = 16

interface FindingProps {
  readonly found: Found
  /** The chosen line of the execution. */
  readonly at: number
  readonly isAsked: boolean
}

export const FindingView = ({ at, found, isAsked }: FindingProps) => {
  const { finding } = found
  const arrows = finding.trace.steps.reduce((sum, { after }) => sum + after.length, 0)
  const [allArrows, setAllArrows] = useState(arrows <= arrowsMax)
  const { steps } = finding.trace
  // Whoever asks for a step wants to see it among its neighbours.
  const [folds, setFolds] = useState(!isAsked && isLong(finding))
  const select = (to: number) => {
    const step = steps[Math.max(0, Math.min(steps.length - 1, to))]
    if (step !== undefined) go(toFinding(found, step.index), true)
  }
  useKeys({
    ...keysOf(found, at, select),
    h: () => setAllArrows(!allArrows),
    f: () => setFolds(!folds && isLong(finding))
  })
  return (
    <>
      <Head found={found} />
      <Tools
        finding={finding}
        at={at}
        select={select}
        allArrows={allArrows}
        setAllArrows={setAllArrows}
        folds={folds}
        setFolds={setFolds}
      />
      <Legend finding={finding} />
      <div class="view">
        <Lanes
          finding={finding}
          at={at}
          select={select}
          allArrows={allArrows}
          folds={folds}
          unfold={() => setFolds(false)}
          follows={isAsked}
        />
        <Panel finding={finding} at={at} select={select} />
      </div>
    </>
  )
}

/** Are there steps that do not explain it? */
const isLong = ({ kept }: PageFinding): boolean => kept !== undefined

const keysOf = (found: Found, at: number, select: (to: number) => void) => {
  const { finding: { noReturn, trace: { steps } } } = found
  const hop = (by: number) => {
    const next = findings[findings.indexOf(found) + by]
    if (next !== undefined) go(toFinding(next))
  }
  const following = (is: (i: number) => boolean) => {
    const next = steps.findIndex((_, i) => i > at && is(i))
    select(next < 0 ? at : next)
  }
  return {
    ArrowRight: () => select(at + 1),
    ArrowDown: () => select(at + 1),
    j: () => select(at + 1),
    ArrowLeft: () => select(at - 1),
    ArrowUp: () => select(at - 1),
    k: () => select(at - 1),
    Home: () => select(0),
    End: () => select(steps.length - 1),
    s: () => following((i) => steps[i].task !== steps[i - 1]?.task),
    r: () => following((i) => marksOf(steps[i], found.finding).length > 0),
    p: () => select(noReturn === undefined ? at : steps.findIndex(({ index }) => index === noReturn)),
    n: () => hop(1),
    b: () => hop(-1),
    c: () => found.finding.comparisons === undefined ? undefined : go(toComparison(found, 0)),
    Escape: () => go("")
  }
}

const Head = ({ found }: { readonly found: Found }) => {
  const { finding, result } = found
  return (
    <>
      <nav aria-label="where">
        <a href="#">all cells</a> / {nameOf(result)}
      </nav>
      <h1>
        <span class="bad">✗ {finding.says}</span> {finding.title}
      </h1>
      <p class="dim">
        {finding.size}. {searchOf(result)} Again: <code class="copy">{finding.replay}</code>
      </p>
      {finding.why.map((text) => <p key={text} class="why">{text}</p>)}
      {finding.fixes.map((text) => <p key={text} class="why">Would fix it: {text}</p>)}
      {finding.tried === undefined ? null : <p class="why">{finding.tried}</p>}
      {told(finding).map((text) => <p key={text}>{text}</p>)}
      {finding.passing === undefined
        ? null
        : (
          <p>
            {nearest(finding.passing)} <code class="copy">{finding.passing.replay}</code>
          </p>
        )}
      {finding.comparisons === undefined ? null : (
        <p>
          The same schedule on other designs: {finding.comparisons.map(({ design, found: kinds }, i) => (
            <span key={i}>
              {i > 0 ? ", " : ""}
              <a href={toComparison(found, i)}>{design === "" ? "the other" : design}</a>
              {kinds.length === 0 ? " (nothing found)" : ""}
            </span>
          ))}
        </p>
      )}
    </>
  )
}

/** What other searches found out about the finding. */
const told = ({ shares }: PageFinding): ReadonlyArray<string> =>
  shares === undefined ? [] : [
    `Beside each step: of the schedules that begin so, how many show this finding (over schedules, not traces${
      shares.exhaustive ? "" : `; of at least ${shares.samples} sampled`
    }).`
  ]

const nearest = ({ at, task }: NonNullable<PageFinding["passing"]>): string =>
  `The nearest execution without it is the same up to step ${at}${task === "" ? "" : `, where ${task} moves`}:`

interface ToolsProps {
  readonly finding: PageFinding
  readonly at: number
  readonly select: (to: number) => void
  readonly allArrows: boolean
  readonly setAllArrows: (all: boolean) => void
  readonly folds: boolean
  readonly setFolds: (folds: boolean) => void
}

const Tools = ({ allArrows, at, finding, folds, select, setAllArrows, setFolds }: ToolsProps) => {
  const { steps, tasks } = finding.trace
  const step = steps.at(at)
  const now = step === undefined
    ? "no step was taken"
    : `step ${step.index}, line ${at + 1} of ${steps.length}: ${tasks[step.task]?.name ?? ""}: ${textOf(step)}`
  const bar = useBar()
  return (
    <div class="bar tools" ref={bar} role="toolbar" aria-label="steps">
      <button type="button" onClick={() => select(at - 1)} aria-label="step back">◀</button>
      <input
        type="range"
        id="scrub"
        min={0}
        max={Math.max(0, steps.length - 1)}
        value={at}
        aria-label="step"
        aria-valuetext={now}
        onInput={(event) => select(Number(event.currentTarget.value))}
      />
      <button type="button" onClick={() => select(at + 1)} aria-label="step forward">▶</button>
      <label>
        <input type="checkbox" checked={allArrows} onChange={(event) => setAllArrows(event.currentTarget.checked)} />
        {" "}
        all arrows
      </label>
      {isLong(finding)
        ? (
          <label>
            <input type="checkbox" checked={!folds} onChange={(event) => setFolds(!event.currentTarget.checked)} />{" "}
            every step
          </label>
        )
        : null}
      <span id="now" role="status" aria-live="polite">{now}</span>
    </div>
  )
}

const Legend = ({ finding }: { readonly finding: PageFinding }) => (
  <details class="legend">
    <summary>Legend and keys</summary>
    <p>
      <Sample kind="reads-from" /> reads from, <Sample kind="from-read" /> read before it was stored over,{" "}
      <Sample kind="lock" /> lock handed over, <Sample kind="release" /> release to acquire,{" "}
      <Sample kind="overwrites" />{" "}
      overwrites. Double edge: racing. Dashed red edge: torn value. Hatched: the window is open. Dashed boxes at the
      end: not taken. Pale boxes: after the chosen step. Notes (a callback that is called, a choice, a device that is
      ready) are no steps: nothing comes between one and the step before it in its lane.
      {finding.noReturn === undefined
        ? ""
        : " ★: the point of no return, from which on every schedule shows the finding."}
    </p>
    <p class="keys">
      Keys: ← → or k j step, Home End, s next switch of task, r next step of the finding, p point of no return, h
      arrows, f fold or show steps that explain nothing, c compare, n b next and previous finding, Esc all cells.
    </p>
  </details>
)

const Sample = ({ kind }: { readonly kind: string }) => (
  <svg class="sample" width="34" height="10" aria-hidden="true">
    <path class="edge" data-kind={kind} d="M1 5 H26" />
    <path class="head" d="M33 5 l-7 -4 v8 z" />
  </svg>
)
