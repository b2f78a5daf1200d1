/**
 * POS, partial order sampling: every pending step has a random priority, the highest enabled one moves,
 * and the pending steps that race with it draw theirs anew.
 *
 * So that traces, rather than interleavings, are drawn evenly: the order of independent steps takes no
 * chance from the order of dependent ones.
 * Source: Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018.
 */
import { WRITE } from "../effects.ts"
import type { Machine } from "../machine.ts"
import type { Step } from "../step.ts"
import type { Task } from "../task.ts"
import { RandomWalk } from "./random.ts"

/** Random priorities of steps. */
export class PartialOrderSampling extends RandomWalk {
  override readonly name: string = "pos"
  /** By task number: the priority of the task's pending step. */
  private priorities: Array<number | undefined> = []

  override next(): boolean {
    this.priorities = []
    return true
  }

  override choose(machine: Machine): Task {
    const { enabled, enabledCount, tasks } = machine
    let best = enabled[0]
    let most = Number.NEGATIVE_INFINITY
    for (let i = 0; i < enabledCount; i++) {
      const priority = this.rank(enabled[i]) + this.priority(enabled[i])
      if (priority > most) [best, most] = [enabled[i], priority]
    }
    for (const { index, pending } of tasks) {
      if (index === best.index || (pending !== undefined && conflict(pending, best.pending!))) {
        this.priorities[index] = undefined
      }
    }
    return best
  }

  /** Goes before the priority, which is below 1. */
  protected rank(_task: Task): number {
    return 0
  }

  private priority({ index }: Task): number {
    return (this.priorities[index] ??= this.dice.unit())
  }
}

/** May the steps touch one location, one of them writing? By what their operations can do. */
const conflict = (a: Step<unknown>, b: Step<unknown>): boolean =>
  (a.object === b.object && (writes(a) || writes(b))) ||
  (a.object.block !== undefined && a.object.block === b.object) ||
  (b.object.block !== undefined && b.object.block === a.object)

/** May the step write, by what its operation can do? */
export const writes = ({ operation }: Step<unknown>): boolean =>
  operation.outcomes.some(({ effects }) => (effects & WRITE) !== 0)
