/**
 * What flags mean: durations, output files, and the one search they add up to.
 */
import * as Option from "effect/Option"
import { type FormName, formNames } from "../report/form-names.ts"
import { samples, samplingNames, type StrategyName } from "../sim/explore/strategy-names.ts"
import type { SearchOptions } from "./contract.ts"
import { CommandError } from "./exit.ts"
import type { CellFilter } from "./select.ts"

/** Flags as parsed; undefined where nothing was said. */
export interface SearchFlags {
  readonly strategy: StrategyName | undefined
  readonly preemptions: number | undefined
  readonly delays: number | undefined
  readonly depth: number | undefined
  readonly executions: number | undefined
  readonly steps: number | undefined
  readonly timeMillis: number | undefined
  readonly seed: number | undefined
  readonly minimise: number | undefined
  readonly mutation: boolean
  readonly why: boolean
  readonly fix: boolean
  readonly out: ReadonlyArray<string>
}

/** The search and the outputs that the flags ask for. Flags that contradict each other are an error. */
export const searchOptions = (flags: SearchFlags): {
  readonly search: SearchOptions
  readonly out: ReadonlyArray<OutFile<FormName>>
} => {
  const strategy = flags.strategy ?? impliedBy(flags)
  for (const [flag, ...names] of meant) {
    if (flags[flag] === undefined || names.some((name) => name === strategy)) continue
    throw new CommandError(`--${flag} is for --strategy ${names.join(" or ")}, not ${strategy}`)
  }
  if (flags.seed !== undefined && !samples(strategy)) {
    throw new CommandError(`--seed is for --strategy ${samplingNames.join(", ")}: nothing else draws`)
  }
  if (flags.depth === 0) throw new CommandError("--depth: a defect needs at least 1 ordering constraint")
  if (samples(strategy) && flags.executions === undefined && flags.timeMillis === undefined) {
    throw new CommandError(`--strategy ${strategy} never ends by itself: give --executions or --time`)
  }
  const { delays, depth, executions, fix, minimise, mutation, preemptions, seed, steps, timeMillis, why } = flags
  const limits = said({ executionsMax: executions, stepsMax: steps, timeMaxMillis: timeMillis })
  return {
    search: {
      ...said({ strategy, preemptions, delays, depth, seed, minimise, why: why || undefined, fix: fix || undefined }),
      limits,
      mutation
    },
    out: flags.out.map((text) => outFile(text, formNames))
  }
}

/** The files in which a search is kept. What a checkpoint says is not said beside it. */
export const keptIn = (asked: {
  readonly checkpoint: Option.Option<string>
  readonly resume: Option.Option<string>
  readonly words: ReadonlyArray<string>
  readonly filter: CellFilter
  readonly search: SearchOptions
  readonly watch: boolean
}): { readonly checkpoint: string | undefined; readonly resume: string | undefined } => {
  const { filter, search: { limits, mutation, ...how }, words } = asked
  if (asked.watch && (Option.isSome(asked.checkpoint) || Option.isSome(asked.resume))) {
    throw new CommandError("--watch searches from the start, again and again: leave out --checkpoint and --resume")
  }
  const said = [words, ...Object.values(filter), Object.keys(how), Object.keys(limits ?? {})]
  if (Option.isSome(asked.resume) && (mutation === false || said.some(({ length }) => length > 0))) {
    throw new CommandError("--resume takes what is searched, and how, from its file: leave out patterns and bounds")
  }
  return { checkpoint: Option.getOrUndefined(asked.checkpoint), resume: Option.getOrUndefined(asked.resume) }
}

/** Flags that only these strategies know. */
const meant = [
  ["preemptions", "preemption-bounded"],
  ["delays", "delay-bounded"],
  ["depth", "pct", "portfolio"]
] as const satisfies ReadonlyArray<readonly [keyof SearchFlags, ...ReadonlyArray<StrategyName>]>

/** A bound names its strategy. */
const impliedBy = (flags: SearchFlags): StrategyName | undefined =>
  flags.preemptions !== undefined
    ? "preemption-bounded"
    : flags.delays !== undefined
    ? "delay-bounded"
    : flags.depth !== undefined
    ? "pct"
    : undefined

/** Without the options of which nothing was said: a scenario's own limits hold then. */
const said = <A extends object>(options: A): { [K in keyof A]?: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof A]?: Exclude<A[K], undefined>
  }

const unitMillis: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `30s`, `500ms`, `5m`, `1h`; a bare number is seconds. */
export const durationMillis = (text: string): number => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const millis = Math.round(Number(number) * unitMillis[unit ?? "s"])
  if (number === undefined || millis === 0) throw new Error("a time such as 30s, 500ms, 5m or 1h")
  return millis
}

/** One file to write. */
export interface OutFile<Format extends string> {
  readonly format: Format
  readonly file: string
}

/** The value of one `--out`, which may have one of these formats. */
export const outFile = <Format extends string>(text: string, formats: ReadonlyArray<Format>): OutFile<Format> => {
  const [name, ...rest] = text.split("=")
  const file = rest.join("=")
  const format = formats.find((known) => known === name)
  if (format === undefined || file === "") {
    const list = formats.join(", ")
    throw new CommandError(`--out ${text}: expected FORMAT=FILE, such as --out json=result.json; formats: ${list}`)
  }
  return { format, file }
}
