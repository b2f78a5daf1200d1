#!/usr/bin/env node
/**
 * The command line: verbs, flags, help. No logic: each verb is a function of src/cli that gives an exit code.
 *
 * Built on effect/cli, which gives help, completions and did-you-mean. Verbs are loaded when they are used.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as Argument from "effect/cli/Argument"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { setImmediate } from "node:timers/promises"
import { checkFlags } from "./cli/check-flags.ts"
import { CommandError, exitCodes } from "./cli/exit.ts"
import { exploreFlags } from "./cli/explore-flags.ts"
import { exportFlags } from "./cli/export-flags.ts"
import { hangMillis, many, quietFlag, scenarioWords, strictFlag, traceFlag } from "./cli/flag-kinds.ts"
import { keptIn, outFile, searchOptions } from "./cli/flags.ts"
import { folded } from "./cli/help.ts"
import { hasColours, listenToStreams, rowWidthForStdout, tell, unwritten } from "./cli/output.ts"
import { placeOf, versionOf } from "./cli/place.ts"
import { replayFlags } from "./cli/replay-flags.ts"
import { simulateAsked, simulateFlags } from "./cli/simulate-flags.ts"
import { formNames } from "./report/form-names.ts"

const place = placeOf(import.meta.url, 0)
let exitCode: number = exitCodes.ok

/** Runs a verb; its errors are told by `fail` below. */
const verb = (run: () => Promise<number>) =>
  Effect.tryPromise({ try: run, catch: (error) => error }).pipe(
    Effect.map((code) => {
      exitCode = code
    })
  )

const listCommand = Command.make("list", {
  words: scenarioWords
}, ({ words }) => verb(async () => (await import("./cli/list.ts")).list(place, words))).pipe(
  Command.withDescription("List scenarios, their cells and what each declares")
)

const exploreCommand = Command.make("explore", exploreFlags, (input) =>
  verb(async () => {
    const { design, hangTimeout, kernel, quiet, shape, strict, trace, words } = input
    const workers = Option.getOrUndefined(input.workers)
    const { out, search } = searchOptions({
      ...input,
      strategy: Option.getOrUndefined(input.strategy),
      preemptions: Option.getOrUndefined(input.preemptions),
      delays: Option.getOrUndefined(input.delays),
      depth: Option.getOrUndefined(input.depth),
      executions: Option.getOrUndefined(input.executions),
      steps: Option.getOrUndefined(input.steps),
      timeMillis: Option.getOrUndefined(input.time),
      seed: Option.getOrUndefined(input.seed),
      minimise: Option.getOrUndefined(input.minimise)
    })
    const filter = { design, kernel, shape }
    const kept = keptIn({ ...input, filter, search })
    const run = input.watch
      ? (await import("./cli/watch.ts")).watch
      : (await import("./cli/explore.ts")).explore
    return run(place, {
      words,
      filter,
      search,
      trace,
      out,
      quiet,
      verbose: input.verbose,
      strict,
      workers,
      hangMillis: hangTimeout,
      ...kept
    })
  })).pipe(
    Command.withDescription(
      "Explore every schedule of the scenarios and compare with what they declare. " +
        "Exit: 0 as declared, 1 not, 2 usage, 3 bounded (--strict), 4 not deterministic, 70 internal"
    ),
    Command.withShortDescription("Explore every schedule, compare with what is declared"),
    Command.withExamples([
      { command: "heddle explore devlink", description: "every scenario with devlink in its name" },
      { command: "heddle explore ./my-scenario.ts --design plain", description: "one design of a file of your own" },
      { command: "heddle explore --strict --out json=result.json", description: "for CI" }
    ])
  )

const replayCommand = Command.make(
  "replay",
  replayFlags,
  ({ design, hangTimeout, kernel, shape, word, ...rest }) =>
    verb(async () => {
      const { replay } = await import("./cli/replay.ts")
      const filter = { design, kernel, shape }
      return replay(place, { ...rest, word: Option.getOrUndefined(word), filter, hangMillis: hangTimeout })
    })
).pipe(
  Command.withDescription(
    "Run the one execution of a token and print it in full, or step through it. Exit 4 if the program has changed"
  ),
  Command.withShortDescription("Run one execution again, print it or step through it")
)

const exportCommand = Command.make("export", exportFlags, ({ hangTimeout, word, ...rest }) =>
  verb(async () => {
    const { exportToken } = await import("./cli/export.ts")
    return exportToken(place, { ...rest, word: Option.getOrUndefined(word), hangMillis: hangTimeout })
  })).pipe(Command.withDescription("Run the one execution of a token and print its findings in another form"))

const compareCommand = Command.make("compare", {
  word: Argument.String("scenario").pipe(Argument.withDescription("its name, part of it, or its file")),
  design: many("design", "the two designs; with --token the other one"),
  kernel: many("kernel", "only this kernel; repeatable"),
  shape: many("shape", "only this shape; repeatable"),
  token: Flag.String("token").pipe(Flag.withDescription("the schedule to follow (the first finding)"), Flag.optional),
  trace: traceFlag.pipe(
    Flag.withDefault("short" as const),
    Flag.withDescription("fold steps that do not explain the finding, or print every one (short)")
  ),
  quiet: quietFlag,
  hangTimeout: hangMillis
}, ({ design, hangTimeout, kernel, shape, token, ...rest }) =>
  verb(async () => {
    const { compare } = await import("./cli/compare.ts")
    const filter = { design, kernel, shape }
    return compare(place, { ...rest, filter, token: Option.getOrUndefined(token), hangMillis: hangTimeout })
  })).pipe(
    Command.withDescription(
      "Follow the schedule of a finding on another design, step by step, until it cannot. Exit: 0 compared, 2 usage, " +
        "4 the token is of another program"
    ),
    Command.withShortDescription("One schedule on two designs, side by side")
  )

const checkCommand = Command.make("check", checkFlags, ({ out, ...rest }) =>
  verb(async () => {
    const { check } = await import("./cli/check.ts")
    return check(place, { ...rest, out: out.map((text) => outFile(text, formNames)) })
  })).pipe(
    Command.withDescription(
      "Explore, and compare verdicts, findings and counts of traces with the lock. Exit: 0 as locked, 1 not, 2 usage"
    ),
    Command.withShortDescription("Explore, compare with heddle.lock.json")
  )

const reportCommand = Command.make("report", {
  file: Argument.String("result.json").pipe(Argument.withDescription("as written by heddle explore --out json=FILE")),
  style: Flag.Literals("style", formNames).pipe(
    Flag.withDescription("print it in this form: commit is for a changelog"),
    Flag.optional
  ),
  trace: traceFlag.pipe(
    Flag.withDefault("short" as const),
    Flag.withDescription("fold steps, or print every one (short)")
  ),
  out: many("out", `write FORMAT=FILE; repeatable; formats: ${formNames.join(", ")}`),
  quiet: quietFlag,
  strict: strictFlag
}, ({ out, style, ...rest }) =>
  verb(async () => {
    const { report } = await import("./cli/report.ts")
    return report({ ...rest, style: Option.getOrUndefined(style), out: out.map((text) => outFile(text, formNames)) })
  })).pipe(
    Command.withDescription(
      "Show the results that an earlier search wrote, or write them in other forms. Exit: as explore gave for them"
    ),
    Command.withShortDescription("Show results again, or in other forms")
  )

const ordersCommand = Command.make("orders", {
  design: many("design", "only this design; repeatable"),
  kernel: many("kernel", "only this kernel; repeatable"),
  shape: many("shape", "only this shape: late-flash, late-reload, own-flash, no-port; repeatable"),
  every: Flag.Boolean("every").pipe(
    Flag.withDefault(false),
    Flag.withDescription("print each order and what rules it out (also where one question is asked)")
  ),
  out: many("out", "write the answers: json=FILE, or html=FILE with a map of them; repeatable"),
  quiet: quietFlag
}, ({ design, every, kernel, out, quiet, shape }) =>
  verb(async () => {
    const { orderForms, orders } = await import("./cli/orders.ts")
    return orders(place, {
      filter: { design, kernel, shape },
      every,
      out: out.map((text) => outFile(text, orderForms)),
      quiet
    })
  })).pipe(
    Command.withDescription(
      "Try every order of the steps of a driver's probe, for each design, and find the simplest rule that separates " +
        "the safe ones. Exit: 0 answered, 2 usage, 3 a bound was hit"
    ),
    Command.withShortDescription("Which orders of a probe are safe, and by what rule")
  )

const claimsCommand = Command.make(
  "claims",
  {
    out: many("out", "write the verdicts: json=FILE; repeatable"),
    quiet: quietFlag
  },
  ({ out, quiet }) =>
    verb(async () =>
      (await import("./cli/claims.ts")).claims(place, { out: out.map((text) => outFile(text, ["json"])), quiet })
    )
).pipe(
  Command.withDescription(
    "Judge what was said in the devlink dispute by the cells it is about. Exit: as explore, for those cells"
  ),
  Command.withShortDescription("What was said in the dispute, and whether it holds")
)

const simulateCommand = Command.make(
  "simulate",
  simulateFlags,
  (input) => verb(async () => (await import("./cli/simulate.ts")).simulate(place, simulateAsked(input)))
).pipe(
  Command.withDescription(
    "Run cells by virtual time: how long windows are open, how likely a run is hit. Exit: 0 simulated, 2 usage"
  ),
  Command.withShortDescription("How wide the windows are, and how likely they are hit")
)

const newCommand = Command.make("new", {
  name: Argument.String("area/name").pipe(Argument.withDescription("name of the scenario, and of its files"))
}, ({ name }) => verb(async () => (await import("./cli/scaffold.ts")).scaffold(name))).pipe(
  Command.withDescription("Write a scenario and its test, ready to run; never overwrites")
)

const heddle = Command.make("heddle").pipe(
  Command.withDescription("Runs concurrent code under every schedule, and says which ones break it"),
  Command.withSubcommands([
    listCommand,
    exploreCommand,
    replayCommand,
    exportCommand,
    compareCommand,
    checkCommand,
    reportCommand,
    claimsCommand,
    ordersCommand,
    simulateCommand,
    newCommand
  ])
)

/** Help is as wide as the terminal. A wrong invocation gets its error and where help is, not a screen on stdout. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    Effect.gen(function*() {
      if (event._tag === "Version") return yield* CliOutput.defaultPresenter.present(event)
      if (event._tag === "Help") {
        const { formatHelpDoc } = CliOutput.defaultFormatter({ colors: hasColours() })
        return yield* Console.log(folded(formatHelpDoc(event.helpDoc), rowWidthForStdout()))
      }
      const formatter = CliOutput.defaultFormatter({ colors: false })
      yield* Console.error(`heddle: ${formatter.formatErrors(event.errors).replace(/^\s*ERRORS?\s+/, "")}`)
      yield* Console.error(`\nUSAGE\n  ${event.helpDoc.usage}\n  ${event.commandPath.join(" ")} --help`)
    })
}

/** Tells what went wrong, and gives the exit code. */
const fail = (error: unknown): number => {
  if (CliError.isCliError(error)) return exitCodes.usage
  if (error instanceof CommandError) {
    tell(`heddle: ${error.message}`)
    return error.code
  }
  tell(`heddle: [heddle internal] ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
  return exitCodes.internal
}

const streams = listenToStreams()
const program = Command.runWith(heddle, { version: versionOf(place) })(process.argv.slice(2)).pipe(
  Effect.provide(CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })),
  Effect.provide(CliOutput.layerPresenter(presenter)),
  Effect.provide(NodeServices.layer)
)
const exit = await Effect.runPromiseExit(program)
// A stream tells of a failed write one turn later.
await setImmediate()
const failure = streams.failure()
process.exitCode = Exit.isFailure(exit)
  ? fail(Cause.squash(exit.cause))
  : failure === undefined
  ? exitCode
  : fail(unwritten(failure))
