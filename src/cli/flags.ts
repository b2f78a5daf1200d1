/**
 * What flags mean: durations, output files, and the one search they add up to.
 */
import type { StrategyName } from "../sim/explore/strategies.ts"
import type { SearchOptions } from "./contract.ts"
import { CommandError } from "./exit.ts"

/** Flags as parsed; undefined where nothing was said. */
export interface SearchFlags {
  readonly strategy: StrategyName | undefined
  readonly preemptions: number | undefined
  readonly executions: number | undefined
  readonly steps: number | undefined
  readonly timeMillis: number | undefined
  readonly seed: number | undefined
  readonly mutation: boolean
  readonly out: ReadonlyArray<string>
}

/** The search and the outputs that the flags ask for. Flags that contradict each other are an error. */
export const searchOptions = (flags: SearchFlags): {
  readonly search: SearchOptions
  readonly out: ReadonlyArray<{ readonly format: "json"; readonly file: string }>
} => {
  const bounded = flags.preemptions === undefined ? flags.strategy : flags.strategy ?? "preemption-bounded"
  if (flags.preemptions !== undefined && bounded !== "preemption-bounded") {
    throw new CommandError(`--preemptions bounds --strategy preemption-bounded, not ${bounded}`)
  }
  if (flags.seed !== undefined && bounded !== "random") {
    throw new CommandError("--seed is for --strategy random: nothing else draws")
  }
  const unbounded = flags.executions === undefined && flags.timeMillis === undefined
  if (bounded === "random" && unbounded) {
    throw new CommandError("--strategy random never ends by itself: give --executions or --time")
  }
  const { executions, mutation, preemptions, seed, steps, timeMillis } = flags
  const limits = said({ executionsMax: executions, stepsMax: steps, timeMaxMillis: timeMillis })
  return {
    search: { ...said({ strategy: bounded, preemptions, seed }), limits, mutation },
    out: flags.out.map(outFile)
  }
}

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

/** The value of one `--out`. */
export const outFile = (text: string): { readonly format: "json"; readonly file: string } => {
  const [format, ...rest] = text.split("=")
  const file = rest.join("=")
  if (format !== "json" || file === "") {
    throw new CommandError(`--out ${text}: expected FORMAT=FILE, with the format json, such as --out json=result.json`)
  }
  return { format, file }
}
