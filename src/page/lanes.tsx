/**
 * The execution: a lane for each task, time downwards; the window shaded, what was not taken ghosted.
 */
import { useEffect, useMemo, useRef } from "preact/hooks"
import type { PageFinding, PageStep, PageWaiting } from "../report/html/page-data.ts"
import { percentOf, stepsInPrint } from "../report/wording.ts"
import { Arrows } from "./arrows.tsx"
import { columnOf, frameOf, placeOf } from "./data.ts"
import { drawnOf, Fold } from "./fold.tsx"
import { edgeWords, isOpen, lookOf, marksOf, shareInWords, textOf } from "./marks.ts"

/** Drawn at once; of a longer execution the part around the chosen step is shown, with a notice. */
const drawnMax = 300

/** The part moves by so many steps, so that most of it stays where it is. */
const stride = 100

/** So many lanes fit side by side, on paper too. */
const fewMax = 3

interface Props {
  readonly finding: PageFinding
  readonly at: number
  readonly select: (to: number) => void
  readonly allArrows: boolean
  /** Steps that do not explain the finding are counted, not drawn. */
  readonly folds: boolean
  readonly unfold: () => void
  /** The chosen step is brought into view. */
  readonly follows: boolean
}

export const Lanes = ({ allArrows, at, finding, folds, follows, select, unfold }: Props) => {
  const { steps, tasks } = finding.trace
  const from = folds ? 0 : Math.max(0, Math.min(Math.floor(at / stride) * stride - stride, steps.length - drawnMax))
  const end = folds ? steps.length : Math.min(steps.length, from + drawnMax)
  const grid = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const here = grid.current?.querySelector<HTMLElement>("[aria-current=step]")
    const area = grid.current?.parentElement
    // Lanes that do not fit are moved; the page is not, if what stands above is to be read first.
    if (area && here) area.scrollLeft = here.offsetLeft + here.offsetWidth - area.clientWidth
    if (follows) here?.scrollIntoView({ block: "nearest", inline: "nearest" })
    // Who steps by keys inside the lanes stays there.
    if (grid.current?.contains(document.activeElement)) here?.focus({ preventScroll: true })
  }, [at, finding, follows])
  const drawn = useMemo(() => drawnOf(finding, at), [finding, at])
  const isDrawn = (i: number) => !folds || drawn.has(i)
  const lines = linesOf(finding, from, end, isDrawn)
  return (
    <div class="execution">
      {end - from < steps.length
        ? (
          <p class="notice" role="note">
            Shown: steps {steps[from].index} to {steps[end - 1].index}, those around the chosen one, of{" "}
            {stepsInPrint(steps)}.
          </p>
        )
        : null}
      <div
        class={`scroll${tasks.length > fewMax ? " many" : " few"}`}
        tabIndex={0}
        role="region"
        aria-label="the execution"
        style={{ "--lanes": tasks.length }}
      >
        <div class="lanes heads">
          <div class="head">step</div>
          {finding.heads.map((name, task) => (
            <div class="head" key={task} style={{ gridColumn: columnOf(finding, task), gridRow: 1 }}>
              <span class="cpu">CPU{finding.lanes[task]}</span> {name}
            </div>
          ))}
        </div>
        <div class="lanes" ref={grid} role="group" aria-label="steps, a lane for each task">
          {lines.map((line) => (
            <Line key={line.key} line={line} finding={finding} at={at} select={select} unfold={unfold} />
          ))}
          <Arrows
            grid={grid}
            steps={steps.slice(from, end).filter((_, i) => isDrawn(from + i))}
            chosen={steps.at(at)}
            all={allArrows}
          />
        </div>
      </div>
    </div>
  )
}

type LineOf =
  & { readonly key: string; readonly row: number }
  & ({ readonly step: PageStep; readonly i: number } | { readonly wait: PageWaiting; readonly isStuck: boolean } | {
    readonly point: true
  } | { readonly folded: ReadonlyArray<PageStep> })

const linesOf = (
  finding: PageFinding,
  from: number,
  end: number,
  isDrawn: (i: number) => boolean
): ReadonlyArray<LineOf> => {
  const { noReturn, trace } = finding
  const lines: Array<LineOf> = []
  const put = (line: { key: string } & Record<string, unknown>) =>
    lines.push({ ...line, row: lines.length + 1 } as LineOf)
  for (let i = from; i < end; i++) {
    const step = trace.steps[i]
    const first = i
    while (i < end && !isDrawn(i)) i++
    if (i > first) {
      put({ key: `fold ${step.index} ${i - first}`, folded: trace.steps.slice(first, i) })
      i--
      continue
    }
    put({ key: `step ${step.index}`, step, i })
    if (step.index === noReturn) put({ key: "point", point: true })
  }
  if (end < trace.steps.length) return lines
  trace.blocked.forEach((wait, i) => put({ key: `blocked ${i}`, wait, isStuck: true }))
  trace.pending.forEach((wait, i) => put({ key: `pending ${i}`, wait, isStuck: false }))
  return lines
}

interface LineProps {
  readonly finding: PageFinding
  readonly line: LineOf
  readonly select: (to: number) => void
  readonly unfold: () => void
}

/** Drawn again only where it stands otherwise to the chosen step: of 300 lines, a step changes two. */
const Line = ({ at, finding, line, select, unfold }: LineProps & { readonly at: number }) => {
  const side = "step" in line ? Math.sign(line.i - at) : 0
  return useMemo(() => <Drawn finding={finding} line={line} select={select} unfold={unfold} side={side} />, [
    finding,
    line.key,
    line.row,
    side
  ])
}

/** `side`: before the chosen step, chosen, or after it. */
const Drawn = ({ finding, line, select, side, unfold }: LineProps & { readonly side: number }) => {
  const { row } = line
  if ("point" in line) {
    return (
      <div class="point" style={{ gridRow: row }}>
        <span>★ point of no return: all schedules that begin so show this finding</span>
      </div>
    )
  }
  if ("folded" in line) return <Fold finding={finding} steps={line.folded} row={row} unfold={unfold} />
  if ("wait" in line) return <Ghost finding={finding} wait={line.wait} isStuck={line.isStuck} row={row} />
  const { i, step } = line
  return (
    <>
      {isOpen(step.index, finding) ? <div class="window" style={{ gridRow: row }} /> : null}
      <div class="gutter" style={{ gridColumn: 1, gridRow: row }}>
        <span aria-hidden="true">{step.index}</span>
        <Share finding={finding} step={step.index} />
      </div>
      <Box finding={finding} step={step} isChosen={side === 0} isLater={side > 0} select={() => select(i)} row={row} />
    </>
  )
}

/** The share of schedules with the finding, in numbers and as a bar. */
const Share = ({ finding: { shares }, step }: { readonly finding: PageFinding; readonly step: number }) => {
  const share = shares?.at.find((one) => one.step === step)
  if (share === undefined) return null
  const text = shareInWords(share)
  return (
    <div class="share" role="img" aria-label={text} title={text}>
      {percentOf(share)}
      <div class="track">
        <div class="filled" style={{ width: `${100 * share.failing / Math.max(1, share.total)}%` }} />
      </div>
    </div>
  )
}

interface BoxProps {
  readonly finding: PageFinding
  readonly step: PageStep
  readonly isChosen: boolean
  readonly isLater: boolean
  readonly select: () => void
  readonly row: number
}

const Box = ({ finding, isChosen, isLater, row, select, step }: BoxProps) => {
  const marks = marksOf(step, finding)
  const task = finding.trace.tasks[step.task]?.name ?? ""
  const place = placeOf(step.frames)
  const stack = step.frames.map(frameOf).map(({ file, fn, line }) => `${fn} ${file}:${line}`).join("\n")
  return (
    <button
      type="button"
      class={`step${step.note ? " note" : ""}${lookOf(marks)}${isLater ? " later" : ""}`}
      style={{ gridColumn: columnOf(finding, step.task), gridRow: row }}
      data-step={step.index}
      aria-current={isChosen ? "step" : undefined}
      tabIndex={isChosen ? 0 : -1}
      title={stack}
      onClick={select}
    >
      <span class="unseen">step {step.index}, {task}:{" "}</span>
      {breakable(textOf(step))}
      {place === "" ? null : <small>{place}</small>}
      {marks.map((mark) => <span class="badge" key={mark}>{mark}</span>)}
      {step.after.map((before, n) => (
        <small class="paper" key={before}>{edgeWords[step.by?.[n] ?? "after"]} step {before}</small>
      ))}
    </button>
  )
}

/** Long names go on in the next line where they are joined, not in the middle of a word; they are heard as one. */
const breakable = (text: string) =>
  text.split(/(?<=\w(?:[(./]|->)|\w_)(?=\w)/).flatMap((part, i) =>
    i === 0 ? [part] : [<wbr key={i} aria-hidden="true" />, part]
  )

interface GhostProps {
  readonly finding: PageFinding
  readonly wait: PageWaiting
  readonly isStuck: boolean
  readonly row: number
}

const Ghost = ({ finding, isStuck, row, wait }: GhostProps) => {
  const holder = wait.holder === undefined ? "" : `, held by ${finding.trace.tasks[wait.holder]?.name ?? ""}`
  return (
    <div class="step ghost" style={{ gridColumn: columnOf(finding, wait.task), gridRow: row }}>
      <span class="unseen">{finding.trace.tasks[wait.task]?.name}:{" "}</span>
      {breakable(`${wait.op}(${wait.object})`)}
      <small>{isStuck ? `waits${holder}` : "not taken"} {placeOf(wait.frames)}</small>
    </div>
  )
}
