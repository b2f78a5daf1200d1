/**
 * A fiber that hosts tasks: it evaluates every effect of its task except the steps.
 *
 * A task's body is a generator. Where it yields a step, there is nothing for Effect to evaluate: the
 * machine resumes the generator itself and the fiber stays parked underneath, its continuation being
 * this host. Any other effect (a sleep, a fork, a service, a scope, a failure) is handed to the
 * fiber, which goes on with the generator until it parks again. So a task costs a fiber only where it
 * uses one; and when it has ended, its fiber can host a task of a later execution.
 * `MachineOptions.direct: false`, and every run that explains a finding, give each task a fiber that
 * evaluates its steps too; tests hold the two against each other.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Machine } from "./machine.ts"
import { enter, hasChildren, park, resume } from "./park.ts"
import type { Task } from "./task.ts"

type Next = IteratorResult<unknown, unknown>

/** The iterator that a hosting fiber runs: one task body after the other. */
export class Host implements Iterator<unknown, unknown> {
  fiber!: Fiber.Fiber<any, any>
  task: Task | undefined = undefined
  private generator: Iterator<unknown, unknown> | undefined = undefined
  private end: Next | undefined = undefined

  /** Called once by the fiber, in its own evaluation. */
  attach(): this {
    this.fiber = Fiber.getCurrent()!
    return this
  }

  /** Begins with a task's body. */
  serve(task: Task, generator: Iterator<unknown, unknown>): void {
    this.task = task
    this.generator = generator
  }

  /** The machine goes on with the body, the fiber staying parked. What the body throws, the fiber dies of. */
  advance(value: unknown): Next {
    const caller = enter(this.fiber)
    try {
      return this.generator!.next(value)
    } catch (error) {
      return { done: false, value: Exit.die(error) }
    } finally {
      enter(caller)
    }
  }

  /** The fiber goes on with the body, after an effect that the machine handed to it. */
  next(value: unknown): Next {
    if (this.generator === undefined) return { done: false, value: park }
    if (this.end !== undefined) return this.end
    const next = this.generator.next(value)
    // Parked by the body itself, not by a generator nested in it: the machine can go on. Else the effect comes first.
    if (this.task !== undefined) this.task.direct = next.value === park
    return next
  }

  /** The body has ended under the machine; the fiber is to end with its value when it is resumed. */
  finish(end: Next): void {
    this.end = end
  }
}

/** The hosts of a machine. */
export class Hosts {
  /** Parked and free. */
  private readonly idle: Array<Host> = []
  /** Their task has ended in this execution; in it a fiber stands for one task only. */
  private readonly served: Array<Host> = []
  private readonly machine: Machine
  private readonly runFork: (effect: Effect.Effect<any>) => void

  constructor(machine: Machine, runFork: (effect: Effect.Effect<any>) => void) {
    this.machine = machine
    this.runFork = runFork
  }

  /** A new execution: fibers that have served may serve again. */
  recycle(): void {
    while (this.served.length > 0) this.idle.push(this.served.pop()!)
  }

  /** Gives the task a fiber and runs its body to the first step. */
  start(task: Task, body: Iterator<unknown, unknown>): void {
    const host = this.idle.pop() ?? this.open()
    task.host = host
    task.fiber = host.fiber
    task.direct = true
    host.serve(task, body)
    this.goOn(task, undefined)
  }

  /** Goes on with the body of a task whose fiber is parked in it; other effects than steps are the fiber's. */
  goOn(task: Task, value: unknown): void {
    const host = task.host!
    const next = host.advance(value)
    if (next.done === true) {
      if (hasChildren(host.fiber)) {
        // Fibers forked by the body are interrupted when its own fiber ends.
        host.finish(next)
        resume(host.fiber, Exit.void)
      } else {
        this.served.push(host)
        this.machine.end(task, Exit.succeed(next.value))
      }
    } else if (next.value !== park) {
      task.direct = false
      resume(host.fiber, next.value as Effect.Effect<any, any>)
    }
  }

  private open(): Host {
    const host = new Host()
    this.runFork(Effect.gen(() => host.attach() as unknown as Generator<never, any, never>))
    return host
  }
}
