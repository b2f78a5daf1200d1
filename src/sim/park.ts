/**
 * Parking a fiber and resuming it: the cheapest way that leaves it a real Effect fiber.
 *
 * The public way, Effect.callback, makes four closures a park. This one makes none; it rests on
 * effect 4.1.0's inside (internal/effect.ts: a primitive that returns `Yield` after `yieldWith`
 * leaves its fiber suspended, `evaluate` goes on with an effect), pinned and tested. Interruption
 * keeps working: it evaluates the fiber itself, and the machine knows that it did (interrupt.ts).
 */
import type * as Effect from "effect/Effect"
import * as Effectable from "effect/Effectable"
import type * as Fiber from "effect/Fiber"

interface Suspendable {
  yieldWith(onResume: () => void): Effect.Effect<any>
  evaluate(effect: Effect.Effect<any, any>): void
}

const nothing = () => {}

/** Suspends the fiber that evaluates it. */
export const suspend = (fiber: Fiber.Fiber<any, any>): Effect.Effect<any> =>
  (fiber as unknown as Suspendable).yieldWith(nothing)

/** Goes on with a suspended fiber, on this very stack, until it is suspended again or ends. */
export const resume = (fiber: Fiber.Fiber<any, any>, effect: Effect.Effect<any, any>): void =>
  (fiber as unknown as Suspendable).evaluate(effect)

/** An effect that suspends the fiber that evaluates it: one value serves every park. */
export const park: Effect.Effect<any> = Effectable.Prototype<Effect.Effect<any>>({
  label: "heddle/Park",
  evaluate: suspend
})

/** Has the fiber forked others that end with it? */
export const hasChildren = (fiber: Fiber.Fiber<any, any>): boolean => {
  const { _children } = fiber as unknown as { readonly _children: ReadonlySet<unknown> | undefined }
  return _children !== undefined && _children.size > 0
}

const currentFiber = "~effect/Fiber/currentFiber"

interface Running {
  [currentFiber]: Fiber.Fiber<any, any> | undefined
}

/** Makes a parked fiber the current one while the machine runs its task's code; gives the one before. */
export const enter = (fiber: Fiber.Fiber<any, any> | undefined): Fiber.Fiber<any, any> | undefined => {
  const scope = globalThis as unknown as Running
  const before = scope[currentFiber]
  scope[currentFiber] = fiber
  return before
}
