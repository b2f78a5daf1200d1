/**
 * The flags of `heddle explore`.
 */
import * as Flag from "effect/cli/Flag"
import { formNames } from "../report/form-names.ts"
import { strategyNames } from "../sim/explore/strategy-names.ts"
import {
  count,
  duration,
  fileFlag,
  fixFlag,
  hangMillis,
  many,
  mutationFlag,
  quietFlag,
  scenarioWords,
  strictFlag,
  traceFlag,
  whyFlag
} from "./flag-kinds.ts"

/** As the command line has them. */
export const exploreFlags = {
  words: scenarioWords,
  strategy: Flag.Literals("strategy", strategyNames)
    .pipe(
      Flag.withDescription("how executions are chosen (dpor: every trace once)"),
      Flag.optional
    ),
  preemptions: count("preemptions", "at most N preemptions an execution; means --strategy preemption-bounded"),
  delays: count("delays", "at most N delays an execution; means --strategy delay-bounded"),
  depth: count("depth", "ordering constraints that PCT aims at (3); alone it means --strategy pct"),
  executions: count("executions", "at most N executions a cell"),
  steps: count("steps", "at most N steps an execution"),
  time: duration("time", "at most this time a cell: 500ms, 30s, 5m, 1h").pipe(Flag.optional),
  seed: count("seed", "seed of --strategy random, pct, pos, surw, rff, portfolio (1)"),
  design: many("design", "only this design; repeatable"),
  kernel: many("kernel", "only this kernel; repeatable"),
  shape: many("shape", "only this shape; repeatable"),
  minimise: count("minimise", "at most N executions a cell to make its findings small (2000; 0: as they were seen)"),
  mutation: mutationFlag,
  why: whyFlag,
  fix: fixFlag,
  trace: traceFlag.pipe(
    Flag.withDefault("short" as const),
    Flag.withDescription("fold steps that do not explain a finding, or print every step (short)")
  ),
  out: many("out", `write the results as FORMAT=FILE; repeatable; formats: ${formNames.join(", ")}`),
  checkpoint: fileFlag("checkpoint", "keep the search in FILE while it runs: what is killed can be resumed"),
  resume: fileFlag("resume", "go on with the search that FILE keeps, to the same end; no pattern or bound beside it"),
  watch: Flag.Boolean("watch").pipe(
    Flag.withDefault(false),
    Flag.withDescription(
      "explore again what changes; what failed is replayed first (keys: f failed only, a all, q quit)"
    )
  ),
  workers: count("workers", "threads to explore with (one for each core, at most 8); results are the same", 1),
  quiet: quietFlag,
  verbose: Flag.Boolean("verbose").pipe(
    Flag.withDefault(false),
    Flag.withDescription("say of verified cells what was covered: how much ran, on what memory, what was reached")
  ),
  strict: strictFlag,
  hangTimeout: hangMillis
}
