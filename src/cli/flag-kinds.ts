/**
 * The kinds of flag that several verbs have.
 */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { durationMillis } from "./flags.ts"

/** Which scenarios a verb is about. */
export const scenarioWords = Argument.String("pattern|file").pipe(
  Argument.variadic(),
  Argument.withDescription("scenarios by name (part of it, * for anything) or by file; all of heddle's own if absent")
)

/** A flag that may be given more than once. */
export const many = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.atLeast(0), Flag.withDescription(description))

/** A whole number, absent unless given. */
export const count = (name: string, description: string, min = 0) =>
  Flag.Int(name).pipe(
    Flag.filter((n) => n >= min, (n) => `Expected ${min} or more, got ${n}`),
    Flag.withMetavar("N"),
    Flag.withDescription(description),
    Flag.optional
  )

/** A time, in milliseconds. */
export const duration = (name: string, description: string) =>
  Flag.String(name).pipe(
    Flag.mapTryCatch(durationMillis, (error) => error instanceof Error ? error.message : String(error)),
    Flag.withMetavar("D"),
    Flag.withDescription(description)
  )

/** A file, absent unless given. */
export const fileFlag = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("FILE"), Flag.withDescription(description), Flag.optional)

/** How much of an execution is printed. */
export const traceFlag = Flag.Literals("trace", ["short", "full"])

/** Reasons that take more executions. */
export const whyFlag = Flag.Boolean("why").pipe(
  Flag.withDefault(false),
  Flag.withDescription("of each finding: the point of no return, and the nearest passing execution")
)

/** Changes that are tried, and explored each. */
export const fixFlag = Flag.Boolean("fix").pipe(
  Flag.withDefault(false),
  Flag.withDescription("of each finding: which change to the program would fix it; tries many, alone and in pairs")
)

/** What a verified cell rests on. */
export const mutationFlag = Flag.Boolean("mutation").pipe(
  Flag.withDefault(true),
  Flag.withDescription("find what verified cells rest on, by taking it away (on; --no-mutation spares the time)")
)

/** When a cell is given up. */
export const hangMillis = duration("hang-timeout", "give a cell up when it takes no step for D (10s)").pipe(
  Flag.withDefault(10_000)
)

/** Results alone. */
export const quietFlag = Flag.Boolean("quiet").pipe(
  Flag.withAlias("q"),
  Flag.withDefault(false),
  Flag.withDescription("no progress, no diagrams")
)

/** A bound is a failure. */
export const strictFlag = Flag.Boolean("strict").pipe(
  Flag.withDefault(false),
  Flag.withDescription("exit 3 where a bound was hit")
)
