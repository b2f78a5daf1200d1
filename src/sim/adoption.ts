/**
 * Fibers that Effect itself forks inside a task: they become tasks at their first step.
 *
 * Such a task can be interrupted, so each of its steps reads its life; the interruption is delivered
 * by a task of its own, at any moment (interrupt.ts). Two things here rest on effect 4.1.0's inside,
 * pinned and tested: a fiber's `_parent`, and that joining an ended fiber reads its `_exit`.
 */
import * as Fiber from "effect/Fiber"
import { interruptOperation } from "./interrupt.ts"
import type { StepRecord } from "./log.ts"
import type { Machine } from "./machine.ts"
import { Step } from "./step.ts"
import { Task } from "./task.ts"

/** Makes a task of the fiber; its parent is the fiber's, as far as Effect says, else the given one. */
export const adoptFiber = (machine: Machine, fiber: Fiber.Fiber<any, any>, creator: Task): Task => {
  const parent = machine.tasks.find((task) => task.fiber === (fiber as any)._parent) ?? creator
  const task = machine.adoptTask(new Task(machine, parent, `${parent.name}.${parent.spawned + 1}`, false))
  task.fiber = fiber
  task.exposed = true
  task.stack = machine.recording ? machine.stack : undefined
  deferInterruption(machine, fiber, task)
  return task
}

const deferInterruption = (machine: Machine, fiber: Fiber.Fiber<any, any>, victim: Task): void => {
  const interrupt = fiber.interruptUnsafe
  const { execution } = machine
  Object.defineProperty(fiber, "interruptUnsafe", {
    configurable: true,
    value: (...args: Parameters<typeof interrupt>) => {
      if (machine.execution !== execution || victim.exit !== undefined) return
      // Not the task that the machine runs: its step may have woken the one that interrupts.
      const by = machine.known(Fiber.getCurrent()) ?? machine.running ?? victim
      const striker = machine.adoptTask(new Task(machine, by, `interrupt ${victim.name}`, false))
      const strike = () => interrupt.apply(fiber, args)
      striker.pending = new Step(interruptOperation, victim.life, { victim, strike })
    }
  })
}

/** Whoever reads the exit of an ended fiber comes after all it did: joining it then leaves no other mark. */
export const watchEnd = (machine: Machine, task: Task, record: StepRecord): void => {
  const { fiber } = task
  if (!task.exposed || fiber === undefined) return
  const exit = fiber.pollUnsafe()
  Object.defineProperty(fiber, "_exit", {
    configurable: true,
    get() {
      const reader = machine.active ? machine.known(Fiber.getCurrent()) : undefined
      if (reader !== undefined && reader !== task) reader.wokenBy(task.last ?? record, task)
      return exit
    },
    set() {}
  })
}
