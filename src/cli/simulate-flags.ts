/**
 * The flags of `heddle simulate`.
 */
import * as Argument from "effect/cli/Argument"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { count, duration, fileFlag, hangMillis, many, quietFlag } from "./flag-kinds.ts"
import { outFile } from "./flags.ts"
import type { SimulateCommand } from "./simulate.ts"

/** As the command line has them. */
export const simulateFlags = {
  words: Argument.String("pattern").pipe(
    Argument.withDescription("scenarios of heddle's own, or files; all without one"),
    Argument.variadic()
  ),
  design: many("design", "only this design; repeatable"),
  kernel: many("kernel", "only this kernel; repeatable"),
  shape: many("shape", "only this shape; repeatable"),
  arrival: many("arrival", "how users come, by the name in the scenario's timing; repeatable (all)"),
  for: duration("for", "stop after so much virtual time, summed over the runs").pipe(Flag.optional),
  runs: count("runs", "runs for each way in which users come (2000)", 1),
  seed: count("seed", "same seed, same bytes (1)"),
  cpus: count("cpus", "CPUs, each serving the one run queue (2)", 1),
  quantum: duration("quantum", "how long a task runs while others wait for a CPU (3ms)").pipe(Flag.withDefault(3)),
  timing: fileFlag("timing", "durations laid over those of the scenario, as JSON"),
  sensitivity: Flag.Boolean("sensitivity").pipe(
    Flag.withDefault(false),
    Flag.withDescription("double each duration in turn, and say which matter")
  ),
  out: many("out", "write the numbers: json=FILE; repeatable"),
  hangTimeout: hangMillis,
  quiet: quietFlag
}

/** What the flags ask for. */
export const simulateAsked = (input: Command.Command.Config.Infer<typeof simulateFlags>): SimulateCommand => {
  const { arrival, design, hangTimeout, kernel, out, quantum, quiet, sensitivity, shape, words } = input
  return {
    words,
    filter: { design, kernel, shape },
    arrival,
    seed: Option.getOrElse(input.seed, () => 1),
    runs: Option.getOrElse(input.runs, () => 2000),
    forMillis: Option.getOrUndefined(input.for),
    cpus: Option.getOrElse(input.cpus, () => 2),
    quantumMillis: quantum,
    timing: Option.getOrUndefined(input.timing),
    sensitivity,
    out: out.map((text) => outFile(text, ["json"])),
    hangMillis: hangTimeout,
    quiet
  }
}
