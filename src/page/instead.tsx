/**
 * The other tasks that could have moved at a step: what each would have done, what comes of it, and how to go on there.
 */
import type { PageAlternative, PageFinding } from "../report/html/page-data.ts"
import { count } from "../report/wording.ts"
import { textOf } from "./marks.ts"

interface Props {
  readonly finding: PageFinding
  /** The number of the step, and who could have moved in its place. */
  readonly step: number
  readonly tasks: ReadonlyArray<number>
  readonly select: (to: number) => void
}

export const Instead = ({ finding, select, step, tasks }: Props) => {
  const tried = finding.alternatives?.filter(({ at }) => at === step)
  if (tasks.length === 0) return <p class="dim" id="instead">No other task could have moved.</p>
  return (
    <div id="instead">
      <h3>Could have run instead</h3>
      {tried === undefined
        ? <Untried finding={finding} step={step} tasks={tasks} select={select} />
        : (
          <>
            <p class="legend">One execution each, going on without any further preemption.</p>
            {tried.map((one) => <Tried key={one.token} one={one} />)}
          </>
        )}
    </div>
  )
}

/** One other choice, and the execution that was run with it. */
const Tried = ({ one: { at, count: all, replay, says, steps } }: { readonly one: PageAlternative }) => {
  const [first, ...rest] = steps
  return (
    <div class="tried">
      <p>
        {first.task}: <span class="mono">{textOf(first)}</span>
      </p>
      <p class={says === "" ? "ok" : "bad"}>{says === "" ? "✓ nothing found" : `✗ ${says}`}</p>
      <p>
        Go on from here: <code class="copy">{replay}</code>, then <code>g {at}</code>
      </p>
      {rest.length === 0
        ? null
        : (
          <details>
            <summary>what follows: {count(all - 1, "line")}</summary>
            <ol class="mono">
              {rest.map((step, i) => (
                <li key={i}>
                  {step.task === steps[i].task ? null : <b>{step.task}:{" "}</b>}
                  {textOf(step)}
                </li>
              ))}
              {all > steps.length ? <li>and {all - steps.length} more</li> : null}
            </ol>
          </details>
        )}
    </div>
  )
}

/** Of a long execution it is only known what the others were about to do: the step they take later, or never did. */
const Untried = ({ finding: { trace }, select, step, tasks }: Props) => (
  <ul>
    {tasks.map((task) => {
      const next = trace.steps.findIndex((other) => other.index > step && other.task === task && !other.note)
      const wait = trace.pending.find((one) => one.task === task)
      return (
        <li key={task}>
          {trace.tasks[task]?.name}: {next >= 0
            ? <button type="button" class="mono" onClick={() => select(next)}>{trace.steps[next].text}</button>
            : <span class="mono">{wait === undefined ? "its next step" : `${wait.op}(${wait.object})`}</span>}
        </li>
      )
    })}
  </ul>
)
