/**
 * Bounds of the depth-first search: schedules near the default one first, in rounds of a growing bound.
 *
 * Few deviations suffice for most defects, and what a finished round leaves out is known.
 */
import type { Machine } from "../machine.ts"
import type { Bound } from "./dfs.ts"
import { preempts, stay } from "./strategy.ts"

/**
 * At most so many times is the processor taken from a task that could go on.
 * Source: Musuvathi and Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded
 * Programs", PLDI 2007.
 */
export const preemptions = (most: number): Bound => ({
  name: "preemption-bounded",
  unit: "preemptions",
  most,
  cost: (machine, i) => preempts(machine, machine.enabled[i]) ? 1 : 0
})

/**
 * At most so many delays: the default scheduler stays on its task while that is enabled, else takes the
 * first created; each delay makes it pass over one enabled task, round in order of creation.
 * Source: Emmi, Qadeer, Rakamaric, "Delay-Bounded Scheduling", POPL 2011.
 */
export const delays = (most: number): Bound => ({
  name: "delay-bounded",
  unit: "delays",
  most,
  cost: (machine, i) => {
    const first = placeOf(machine)
    return (i - first + machine.enabledCount) % machine.enabledCount
  }
})

/** Place of the default choice among the enabled tasks. */
const placeOf = (machine: Machine): number => machine.enabled.indexOf(stay(machine))
