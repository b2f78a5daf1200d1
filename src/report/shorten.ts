/**
 * Which steps of a long execution are worth a line: the finding's own, then those on the objects concerned, then the
 * places where one task's step depends on another's. The rest is folded into `... 7 steps`.
 *
 * A short execution is shown whole: nothing explains it better.
 */
import type { Finding, TraceStep } from "../sim/result.ts"

/** Executions of at most this many steps are never folded. */
const wholeMax = 16

/** At most this many steps are kept of a longer one, the finding's own not counted. */
const keptMax = 18

/** What `--trace` says. */
export type Detail = "short" | "full"

/** The steps to show, by `index`. */
export const keptSteps = (finding: Finding, detail: Detail): ReadonlySet<number> => {
  const steps = finding.trace.steps
  const every = () => new Set(steps.map((step) => step.index))
  if (detail === "full" || steps.length <= wholeMax) return every()
  const named = namedSteps(finding)
  const essential = steps.filter((step) => step.role !== "" || named.has(step.index))
  if (essential.length === 0) return every()
  const kept = new Set(essential.map((step) => step.index))
  let room = keptMax
  for (const step of candidates(steps, essential)) {
    if (room === 0) break
    if (kept.has(step.index)) continue
    kept.add(step.index)
    room -= 1
  }
  return kept
}

/** Steps that a reason speaks of by number. */
export const namedSteps = (finding: Finding): ReadonlySet<number> => {
  const numbers = finding.because.flatMap((reason) => {
    switch (reason.tag) {
      case "unordered":
        return [reason.a, reason.b, reason.passed?.store ?? null, reason.passed?.load ?? null]
      case "reads-from":
        return [reason.read, reason.write]
      case "window":
        return [reason.first, reason.last, reason.read]
      case "torn":
        return reason.fields.map((field) => field.step)
      case "not-ready":
        return [reason.call, reason.ready]
      case "freed":
        return [reason.free, reason.access]
      case "refused":
        return [reason.step, reason.ready]
      case "pointer":
      case "read-only":
      case "lock-order":
      case "leak":
        return [reason.step]
      case "repeats":
        return [...reason.steps]
      default:
        return []
    }
  })
  return new Set(numbers.filter((n): n is number => n !== null))
}

/** What explains the essential steps, most telling first. */
const candidates = (
  steps: ReadonlyArray<TraceStep>,
  essential: ReadonlyArray<TraceStep>
): ReadonlyArray<TraceStep> => {
  const objects = new Set(essential.map((step) => step.object))
  const onObjects = steps.filter((step) => objects.has(step.object))
  const sources = new Set(steps.flatMap((step) => step.after))
  const crossing = steps.filter((step) => step.after.length > 0 || sources.has(step.index))
  return [...byDistance(onObjects, essential), ...byDistance(crossing, essential)]
}

const byDistance = (steps: ReadonlyArray<TraceStep>, from: ReadonlyArray<TraceStep>): ReadonlyArray<TraceStep> => {
  const distance = (step: TraceStep) => Math.min(...from.map((other) => Math.abs(other.index - step.index)))
  return steps.map((step) => ({ step, distance: distance(step) }))
    .toSorted((a, b) => a.distance - b.distance || a.step.index - b.step.index)
    .map(({ step }) => step)
}
