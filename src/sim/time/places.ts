/**
 * What a program says for timed runs alone: how long its own work lasts, and which places it passes.
 *
 * Both are local: they are no scheduling points, leave no note, and cost an exploration nothing.
 */
import type * as Effect from "effect/Effect"
import { Local } from "../local.ts"

/**
 * The task works, or waits, for as long as the scenario's timing says of this activity, before its next step.
 *
 * @example
 * yield* spends("request_firmware")
 */
export const spends = (activity: string): Effect.Effect<void> =>
  new Local<void>((machine, task) => machine.timed?.spends(task, activity))

/**
 * The task passes a place: windows are measured between places, and users may arrive after one.
 *
 * @example
 * yield* passes("P1")
 */
export const passes = (place: string): Effect.Effect<void> =>
  new Local<void>((machine, task) => machine.timed?.passes(task, place))
