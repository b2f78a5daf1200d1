/**
 * Waiting for a fiber: Fiber.join and Fiber.await, Fiber.interrupt after its strike, the end of a
 * fiber that has children.
 *
 * Effect wakes the waiter inside the step that ends the other fiber, or does not park it where the
 * other has ended already. Here it always parks, at a join step of its own. Where a task asks to hear
 * of several ends at once (Effect.all, a race), or goes on without waiting, Effect's way is kept: the
 * end then counts as a strike at the watcher, dependent with every step it takes from there on.
 * Rests on the inside of effect 4.1.0, pinned and tested: whoever waits for a fiber looks at its
 * `_exit` and calls its `addObserver`, which keeps `_observers`.
 */
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Machine } from "./machine.ts"
import { Step } from "./step.ts"
import { looseWatch, type Task, watchOperation } from "./task.ts"

type Hearing = (exit: Exit.Exit<any, any>) => void

/** Something a task's local code has asked to hear of: the end of another. */
export interface Watch {
  readonly watched: Task
  /** Undefined when it was called off. */
  hear: Hearing | undefined
}

const noWatches: ReadonlyArray<Watch> = []

interface Ended {
  _exit: Exit.Exit<any, any> | undefined
  _observers: Array<Hearing> | undefined
}
const endOf = (fiber: Fiber.Fiber<any, any>): Ended => fiber as unknown as Ended

/** Hides the fiber's exit from other tasks: they have to wait for it, and the machine says when it has come. */
export const deferWatching = (machine: Machine, fiber: Fiber.Fiber<any, any>, watched: Task, creator: Task): void => {
  const end = endOf(fiber)
  const { addObserver } = fiber
  let exit = end._exit
  let shown = false
  const hidden = () => {
    const viewer = shown || !machine.active ? undefined : machine.known(Fiber.getCurrent()) ?? machine.running
    return viewer !== undefined && viewer !== watched
  }
  Object.defineProperty(fiber, "_exit", {
    configurable: true,
    get: () => hidden() ? undefined : exit,
    set: (value) => {
      exit = value
    }
  })
  watched.listen = (hear) => {
    shown = true
    addObserver.call(fiber, hear)
    shown = false
  }
  Object.defineProperty(fiber, "addObserver", {
    configurable: true,
    value: (hear: Hearing) => {
      const task = machine.active ? machine.known(Fiber.getCurrent()) ?? machine.running : undefined
      if (task === undefined || task === watched) return addObserver.call(fiber, hear)
      const watch: Watch = { watched, hear }
      task.watches = [...task.watches, watch]
      return () => {
        watch.hear = undefined
        task.watches = task.watches.filter((other) => other !== watch)
      }
    }
  })
  // A fiber that Effect counts as nobody's child is found when it starts: who forked it may be waiting already.
  const early = end._observers ?? []
  end._observers = undefined
  creator.watches = [...creator.watches, ...early.map((hear) => ({ watched, hear }))]
  if (creator.pending !== undefined) listen(creator)
}

/** The task is parked by Effect. Where it waits to hear of one end, that is a join; says whether it is. */
export const attend = (task: Task): boolean => {
  if (task.watches.length !== 1) {
    listen(task)
    return false
  }
  const [watch] = task.watches
  const { life, machine, name } = watch.watched
  task.watches = noWatches
  task.pending = new Step(machine.protection(`join of ${name}`) ? watchOperation : looseWatch, life, watch)
  task.parked = true
  task.hears = () => {
    task.hears = undefined
    watch.hear?.(watch.watched.exit!)
  }
  return true
}

/** The task goes on, or waits for several ends: each is to strike it. */
export const listen = (task: Task): void => {
  const { machine, watches } = task
  if (watches.length === 0) return
  task.watches = noWatches
  for (const watch of watches) watch.watched.listen!(striking(machine, task, watch))
}

/** Called off or not, the end is ordered with the watcher's steps: a cancelled wait would seem independent of it. */
const striking = (machine: Machine, task: Task, watch: Watch): Hearing => {
  task.exposed = true
  return (exit) => {
    const { last } = machine.log
    if (last.task !== task) {
      machine.order?.touch(task.life, true)
      // Parked at no step, it can only have waited for this.
      if (task.pending === undefined) task.causes = [...task.causes, last]
    }
    watch.hear?.(exit)
  }
}
