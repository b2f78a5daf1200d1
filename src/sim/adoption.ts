/**
 * Fibers that Effect itself forks inside a task become tasks when they are forked.
 *
 * What one fiber learns of another's end has to be a step or to count as part of one, else two orders
 * of one trace would differ. Waiting for a fiber is a join step (watching.ts); striking one is the one
 * step of a task of its own (interrupt.ts); a fiber that ends and looks whether it has children left
 * reads their lives. A fiber can be struck at any time, so each step of its task reads the task's life.
 * Rests on the inside of effect 4.1.0, pinned and tested: `_children` and `_parent` of a fiber.
 */
import * as Fiber from "effect/Fiber"
import { ScenarioError } from "./errors.ts"
import { interruptOperation } from "./interrupt.ts"
import type { Machine } from "./machine.ts"
import { Step } from "./step.ts"
import { Task } from "./task.ts"
import { deferWatching } from "./watching.ts"

interface Family {
  readonly _parent: Fiber.Fiber<any, any> | undefined
  readonly _children: Set<Fiber.Fiber<any, any>> | undefined
}
const familyOf = (fiber: Fiber.Fiber<any, any>): Family => fiber as unknown as Family

/** A fiber that Effect wants to start or to go on, and the task it belongs to or that asked. */
export interface Start {
  readonly run: () => void
  readonly creator: Task
}

/** What Effect's scheduler was handed; a fiber that the current one has just forked becomes a task. */
export const startOf = (machine: Machine, run: () => void): Start => {
  const parent = machine.known(Fiber.getCurrent())
  const children = parent === undefined ? undefined : familyOf(parent.fiber!)._children
  const newest = children === undefined ? undefined : [...children].at(-1)
  const isNew = parent !== undefined && newest !== undefined && machine.known(newest) === undefined
  const creator = isNew ? adoptFiber(machine, newest, parent) : parent ?? machine.running ?? machine.tasks[0]
  return { run, creator }
}

/** A fiber starts, or goes on: one that is no task's becomes a task. */
export const meet = (machine: Machine, fiber: Fiber.Fiber<any, any>): void => {
  const { active, running } = machine
  // The fiber of a task of the machine's own making is about to be known.
  if (!active || (running !== undefined && (running.fiber === undefined || running.fiber === fiber))) return
  if (machine.known(fiber) === undefined) adoptFiber(machine, fiber, running ?? (machine.creator as Task))
}

/** Makes a task of the fiber; its parent is the fiber's, as far as Effect says, else the given one. */
export const adoptFiber = (machine: Machine, fiber: Fiber.Fiber<any, any>, creator: Task): Task => {
  const owner = machine.known(familyOf(fiber)._parent)
  const parent = owner ?? creator
  const task = machine.adoptTask(new Task(machine, parent, `${parent.name}.${parent.spawned + 1}`, false))
  task.fiber = fiber
  task.exposed = true
  task.stack = machine.recording ? machine.stack : undefined
  deferInterruption(machine, fiber, task)
  deferWatching(machine, fiber, task, creator)
  if (owner?.fiber !== undefined) {
    task.counted = true
    countChildren(machine, owner.fiber)
  }
  return task
}

/** Striking a fiber is a step of a task of its own. */
const deferInterruption = (machine: Machine, fiber: Fiber.Fiber<any, any>, victim: Task): void => {
  const interrupt = fiber.interruptUnsafe
  const { execution } = machine
  Object.defineProperty(fiber, "interruptUnsafe", {
    configurable: true,
    value: (...args: Parameters<typeof interrupt>) => {
      if (machine.execution !== execution) return
      const strike = () => interrupt.apply(fiber, args)
      const by = machine.known(Fiber.getCurrent()) ?? machine.running ?? victim
      const striker = machine.adoptTask(new Task(machine, by, `interrupt ${victim.name}`, false))
      striker.pending = new Step(interruptOperation, victim.life, { victim, strike })
    }
  })
}

/** A fiber that ends interrupts the children it has left: it sees of each whether it has ended. */
const countChildren = (machine: Machine, fiber: Fiber.Fiber<any, any>): void => {
  const children = familyOf(fiber)._children
  if (children === undefined || Object.hasOwn(children, "size")) return
  const count = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get!
  Object.defineProperty(children, "size", {
    get() {
      const parent = machine.active ? machine.known(fiber) : undefined
      for (const task of machine.tasks) {
        if (task.counted && task.parent === parent) machine.order?.touch(task.life, false)
      }
      return count.call(children)
    }
  })
}

/**
 * A task was woken in the local code of another. Among the fibers of one task that is Effect at work,
 * and what the woken one does next comes after the other's step. Between tasks it is a Deferred, a Queue
 * or the like: state that the search does not see.
 */
export const woken = (task: Task, by: Task): void => {
  if (ownerOf(task) === ownerOf(by)) {
    if (by.last !== undefined) task.wokenBy(by.last, by)
    return
  }
  task.machine.refuse(
    new ScenarioError(
      "shared-state",
      `task ${task.name} was woken by task ${by.name} through something that is no heddle object (an Effect ` +
        `Deferred, Queue, Latch or Semaphore between tasks): wait on a completion, variable.await or a mutex instead`
    )
  )
}

/** The task that a fiber belongs to: itself, unless Effect forked it. */
const ownerOf = (task: Task): Task => task.exposed && task.parent !== undefined ? ownerOf(task.parent) : task

/** The last of what waits to start, where all are tasks; Effect's own order of fibers is kept. */
export const takeLast = (starts: Array<Task | Start>): Task | Start =>
  starts.every((start) => start instanceof Task) ? starts.pop()! : starts.shift()!
