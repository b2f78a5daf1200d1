/**
 * LOCK ORDER: locks are taken in an order that, closed to a cycle, could deadlock.
 *
 * Predictive, as lockdep is: an execution that went well is enough, if in it A was held while B was
 * waited for, and B while A was. A trylock waits for nothing and so closes no cycle. Where an
 * exhaustive search reached no deadlock this is a warning. Source: kernel/locking/lockdep.c,
 * Documentation/locking/lockdep-design.rst; here locks are told apart by object, not by class.
 */
import { ACQUIRE, RELEASE, RELEASE_SHARED } from "../effects.ts"
import type { StepRecord } from "../log.ts"
import type { SimObject } from "../object.ts"
import type { Task } from "../task.ts"
import { type Checker, type Execution, type Sighting, steps } from "./checker.ts"

export const lockOrder: Checker = { name: "lock-order", check }

/** `wanted` was waited for while `held` was held. */
interface Edge {
  readonly held: SimObject
  readonly wanted: SimObject
  readonly take: StepRecord
}

function check(execution: Execution, report: (sighting: Sighting) => void): void {
  if (execution.log.locks < 4) return
  const edges = edgesOf(execution)
  if (edges.length < 2) return
  for (const edge of edges) {
    const cycle = pathTo(edges, edge, [edge])
    // Every edge of a cycle finds it: the one whose lock was made first reports it.
    if (cycle === undefined || cycle.some((other) => other.held.location < edge.held.location)) continue
    const names = cycle.map(({ held, wanted }) => `${held.name} -> ${wanted.name}`)
    report({
      kind: "lock-order",
      key: names.join(", "),
      subject: cycle.map(({ held }) => held.name).join(", "),
      places: cycle.map(({ take }) => [take, "takes"] as const),
      because: () =>
        cycle.map(({ held, take, wanted }) => ({
          tag: "lock-order",
          task: take.task,
          held: held.name,
          wanted: wanted.name,
          step: take
        }))
    })
  }
}

const edgesOf = (execution: Execution): Array<Edge> => {
  const held = new Map<Task, Array<SimObject>>()
  const edges: Array<Edge> = []
  for (const step of steps(execution)) {
    const { object, operation } = step.step
    if (operation.lock === undefined) continue
    const mine = held.get(step.task) ?? []
    if (operation.lock === "give") {
      const at = (step.effects & (RELEASE | RELEASE_SHARED)) === 0 ? -1 : mine.lastIndexOf(object)
      if (at >= 0) mine.splice(at, 1)
    } else if ((step.effects & ACQUIRE) !== 0) {
      if (operation.enabled !== undefined) {
        for (const lock of mine) {
          if (!edges.some((e) => e.held === lock && e.wanted === object)) {
            edges.push({ held: lock, wanted: object, take: step })
          }
        }
      }
      mine.push(object)
      held.set(step.task, mine)
    }
  }
  return edges
}

/** A way from the end of the path back to its beginning. */
const pathTo = (
  edges: ReadonlyArray<Edge>,
  first: Edge,
  path: ReadonlyArray<Edge>
): ReadonlyArray<Edge> | undefined => {
  const end = path[path.length - 1].wanted
  if (end === first.held) return path.length > 1 ? path : undefined
  for (const edge of edges) {
    if (edge.held !== end || path.includes(edge)) continue
    const found = pathTo(edges, first, [...path, edge])
    if (found !== undefined) return found
  }
  return undefined
}
