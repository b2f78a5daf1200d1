/**
 * The chosen step: where it is, what it follows, who could have moved instead; and what every object holds after it.
 */
import { useState } from "preact/hooks"
import type { PageFinding, PageStep } from "../report/html/page-data.ts"
import { frameOf } from "./data.ts"
import { Instead } from "./instead.tsx"
import { edgeWords, shareInWords, textOf } from "./marks.ts"

interface Props {
  readonly finding: PageFinding
  readonly at: number
  readonly select: (to: number) => void
}

export const Panel = ({ at, finding, select }: Props) => {
  const step = finding.trace.steps.at(at)
  return (
    <section class="panel" id="panel" aria-label="the chosen step">
      {step === undefined ? null : <Chosen finding={finding} step={step} select={select} />}
      <Values finding={finding} at={at} select={select} />
    </section>
  )
}

interface ChosenProps extends Omit<Props, "at"> {
  readonly step: PageStep
}

const Chosen = ({ finding, select, step }: ChosenProps) => {
  const { steps, tasks } = finding.trace
  const lineOf = (index: number) => steps.findIndex((other) => other.index === index)
  const share = finding.shares?.at.find((one) => one.step === step.index)
  return (
    <>
      <h2>Step {step.index}, {tasks[step.task]?.name}</h2>
      <p class="mono">{textOf(step)}</p>
      <Frames frames={step.frames} />
      {share === undefined ? null : <p>{shareInWords(share)}</p>}
      {[...Map.groupBy(step.after.keys(), (i) => step.by?.[i] ?? "after")].map(([edge, places]) => (
        <p key={edge}>
          {edgeWords[edge]} {places.map((i) => step.after[i]).map((before) => (
            <button
              type="button"
              key={before}
              onClick={() => select(lineOf(before))}
            >
              step {before}
            </button>
          ))}
        </p>
      ))}
      {step.instead === undefined || step.note
        ? null
        : <Instead key={step.index} finding={finding} tasks={step.instead} step={step.index} select={select} />}
    </>
  )
}

/** The line of the step, and on demand those it was called from. */
const Frames = ({ frames }: { readonly frames: ReadonlyArray<number> }) => {
  const [inner, ...outer] = frames.map(frameOf).map(({ file, fn, line }) => `${fn} ${file}:${line}`)
  if (inner === undefined) return null
  return (
    <details class="frames">
      <summary>{inner}</summary>
      <ol>{outer.map((text, i) => <li key={i}>{text}</li>)}</ol>
    </details>
  )
}

interface Value {
  readonly object: number
  readonly name: string
  readonly value: string
  /** The line that stored it; absent for a first value. */
  readonly from?: number
}

/** What every object holds after a line. */
const valuesAt = ({ objects = [], steps }: PageFinding["trace"], at: number): ReadonlyArray<Value> => {
  const values = new Map<number, Value>()
  objects.forEach(({ name, value }, object) => {
    if (value !== undefined) values.set(object, { object, name, value })
  })
  for (let from = 0; from <= at && from < steps.length; from++) {
    for (const { object, value } of steps[from].changes ?? []) {
      const name = objects[object]?.name ?? ""
      // What is new holds its first value: no step has stored it.
      values.set(object, values.has(object) ? { object, name, value, from } : { object, name, value })
    }
  }
  // What was stored last comes first.
  return [...values.values()].toSorted((a, b) => (b.from ?? -1) - (a.from ?? -1) || a.object - b.object)
}

const Values = ({ at, finding, select }: Props) => {
  const [all, setAll] = useState(false)
  const { objects, steps } = finding.trace
  if (objects === undefined) {
    return <p class="dim">The file this was made from does not say what objects hold: explore again.</p>
  }
  const values = valuesAt(finding.trace, at)
  const shown = all ? values : values.filter(({ from }) => from !== undefined)
  return (
    <>
      <h2>Values after this step</h2>
      <p class="legend">
        ▸ changed by it. A value leads to the step that stored it.{" "}
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />{" "}
          also first values ({values.length - values.filter(({ from }) => from !== undefined).length})
        </label>
      </p>
      <table>
        <thead>
          <tr>{["object", "value", "from"].map((name) => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {shown.map(({ from, name, object, value }) => (
            <tr key={object} class={from === at ? "changed" : ""}>
              <th scope="row">{from === at ? "▸ " : ""}{name}</th>
              <td class="value">
                {from === undefined
                  ? value
                  : (
                    <button
                      type="button"
                      data-from={steps[from].index}
                      aria-label={`${name} is ${value}, stored by step ${steps[from].index}`}
                      onClick={() => select(from)}
                    >
                      {value}
                    </button>
                  )}
              </td>
              <td class="dim">{from === undefined ? "at first" : `step ${steps[from].index}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
