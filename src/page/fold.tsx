/**
 * Steps that do not explain a finding, counted instead of drawn: who has half a minute reads the others.
 */
import type { PageFinding, PageStep } from "../report/html/page-data.ts"
import { stepsInPrint } from "../report/wording.ts"
import { columnOf } from "./data.ts"
import { isOpen } from "./marks.ts"

/** The lines that are drawn where the others are folded. */
export const drawnOf = ({ kept, noReturn, trace: { steps } }: PageFinding, at: number): ReadonlySet<number> => {
  const shown = new Set(kept ?? steps.map(({ index }) => index))
  const drawn = new Set<number>()
  let run: Array<number> = []
  const end = () => {
    if (run.length < foldMin) { for (const i of run) drawn.add(i) }
    run = []
  }
  steps.forEach(({ index }, i) => {
    if (i !== at && index !== noReturn && !shown.has(index)) run.push(i)
    else {
      end()
      drawn.add(i)
    }
  })
  end()
  return drawn
}

/** Fewer steps than this are drawn rather than counted. */
const foldMin = 2

interface FoldProps {
  readonly finding: PageFinding
  readonly steps: ReadonlyArray<PageStep>
  readonly row: number
  readonly unfold: () => void
}

/** Steps that do not explain the finding; of one task, they stand in its lane. */
export const Fold = ({ finding, row, steps, unfold }: FoldProps) => {
  const [{ task }] = steps
  const isOne = steps.every((step) => step.task === task)
  return (
    <>
      {steps.every(({ index }) => isOpen(index, finding)) ? <div class="window" style={{ gridRow: row }} /> : null}
      <button
        type="button"
        class="fold"
        style={{ gridColumn: isOne ? columnOf(finding, task) : "2 / -1", gridRow: row }}
        title="they do not explain the finding: show every step"
        onClick={unfold}
      >
        … {stepsInPrint(steps)}
      </button>
    </>
  )
}
