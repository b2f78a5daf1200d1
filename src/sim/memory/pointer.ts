/**
 * Function pointers, calls through them, and what a driver declares about its callbacks.
 *
 * A call runs the callback's body in the caller's task. The notes left here are what the early-call,
 * hijacked-call, null-call and lost-function checkers judge.
 */
import type * as Effect from "effect/Effect"
import { Local } from "../local.ts"
import type { Machine } from "../machine.ts"

/** A value a variable can hold and `call` can run. */
export interface FunctionPointer<Arguments extends Array<any> = Array<any>, Eff = any, A = any> {
  readonly name: string
  readonly hijacked: boolean
  readonly body: (...args: Arguments) => Generator<Eff, A, any>
}

/**
 * A genuine function: what a table of operations points to.
 *
 * @example
 * const flash = pointer("nsim_dev_flash_update", function*() { yield* status.store(1) })
 */
export const pointer = <Arguments extends Array<any>, Eff, A>(
  name: string,
  body: (...args: Arguments) => Generator<Eff, A, any>
): FunctionPointer<Arguments, Eff, A> => Object.freeze({ name, hijacked: false, body })

/** A pointer an attacker made: calling it is HIJACKED CALL. */
export const hijacked = (name: string): FunctionPointer => Object.freeze({ name, hijacked: true, body: function*() {} })

/** A NULL pointer was called: the task dies as in a kernel oops. */
export class NullCall extends Error {}

/**
 * Calls the function a pointer points to, in the calling task.
 *
 * @param instance the driver instance whose `ready` the call is judged by
 */
export function* call<Arguments extends Array<any>, Eff, A>(
  target: FunctionPointer<Arguments, Eff, A> | null | undefined,
  instance: string,
  ...args: Arguments
): Generator<Eff, A, any> {
  const found = (yield* new Local<unknown>((machine, task) => {
    machine.note("call", task, { pointer: target ?? null, instance })
    if (target === null || target === undefined) {
      task.killed = true
      throw new NullCall(`a NULL function pointer of ${instance} was called`)
    }
    return target
  }) as any) as FunctionPointer<Arguments, Eff, A>
  return yield* found.body(...args)
}

const declaring = (kind: string, data: (machine: Machine) => unknown): Effect.Effect<void> =>
  new Local<void>((machine, task) => void machine.note(kind, task, data(machine)))

/** The driver instance is ready: from here on its callbacks may run. */
export const ready = (instance: string): Effect.Effect<void> => declaring("ready", () => ({ instance }))

/** The device behind the instance can do this. */
export const capability = (instance: string, name: string): Effect.Effect<void> =>
  declaring("capability", () => ({ instance, name }))

/** A caller was told that the device cannot do this. LOST FUNCTION if it can, and the instance is ready. */
export const refused = (instance: string, name: string): Effect.Effect<void> =>
  declaring("refused", () => ({ instance, name }))
