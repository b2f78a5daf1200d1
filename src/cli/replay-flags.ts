/**
 * The flags of `heddle replay`.
 */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { hangMillis, many, traceFlag } from "./flag-kinds.ts"

/** As the command line has them. */
export const replayFlags = {
  token: Argument.String("token").pipe(Argument.withDescription("as printed under a finding")),
  word: Argument.String("scenario").pipe(
    Argument.withDescription("the scenario's file, if not heddle's own; its name, where it has changed"),
    Argument.optional
  ),
  interactive: Flag.Boolean("interactive").pipe(
    Flag.withDefault(false),
    Flag.withDescription("step forward and back, see the state, choose another task")
  ),
  fromPrefix: Flag.Boolean("from-prefix").pipe(
    Flag.withDefault(false),
    Flag.withDescription("where the program has changed: explore every way on from the last step that fits")
  ),
  design: many("design", "where the program has changed: only this design; repeatable"),
  kernel: many("kernel", "only this kernel; repeatable"),
  shape: many("shape", "only this shape; repeatable"),
  trace: traceFlag.pipe(
    Flag.withDefault("full" as const),
    Flag.withDescription("print every step, or fold those that do not explain the finding (full)")
  ),
  hangTimeout: hangMillis
}
