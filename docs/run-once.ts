/**
 * Runs a modelled function once, alone, and lists the steps it took: for facts of the model that need no search.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { designs, type KernelName, kernels } from "../src/scenarios/matrix.ts"
import { defaults } from "../src/sim/limits.ts"
import { Machine } from "../src/sim/machine.ts"

/** One step: who, what, on which object. */
export interface Taken {
  readonly task: string
  readonly op: string
  readonly object: string
  readonly argument: unknown
}

/**
 * The steps of one execution in which every task runs until it waits or ends, first come first served.
 * Every choice of data takes its value number `drawn`. Throws what a task throws.
 */
export const runOnce = (
  design: keyof typeof designs,
  body: () => Generator<any, any, any>,
  drawn = 0,
  kernel: KernelName = "netnext-2021-10"
): ReadonlyArray<Taken> => {
  const layer = Layer.mergeAll(kernels[kernel], designs[design])
  const services = Effect.runSync(Layer.buildWithScope(layer, Scope.makeUnsafe()))
  const machine = new Machine({ limits: defaults, services })
  machine.run(body, { choose: ({ enabled }) => enabled[0], draw: () => drawn })
  for (const { exit } of machine.tasks) if (exit !== undefined && Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  return machine.log.records.slice(0, machine.log.count).map(({ step, task }) => ({
    task: task.name,
    op: step.operation.name,
    object: step.object.name,
    argument: step.argument
  }))
}

/** Each step with the locks its task holds at that moment, outermost first. */
export const withLocks = (steps: ReadonlyArray<Taken>) => {
  const held = new Map<string, ReadonlyArray<string>>()
  return steps.map((step) => {
    const before = held.get(step.task) ?? []
    if (/^(mutex_lock|down_read|down_write|rcu_read_lock)$/.test(step.op)) held.set(step.task, [...before, step.object])
    if (/^(mutex_unlock|up_read|up_write|rcu_read_unlock)$/.test(step.op)) {
      held.set(
        step.task,
        before.filter((lock) => lock !== step.object)
      )
    }
    return { ...step, locks: before }
  })
}
