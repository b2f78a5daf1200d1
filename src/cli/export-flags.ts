/**
 * The flags of `heddle export`.
 */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import { exportNames } from "../report/form-names.ts"
import { hangMillis } from "./flag-kinds.ts"

/** As the command line has them. */
export const exportFlags = {
  token: Argument.String("token").pipe(Argument.withDescription("as printed under a finding")),
  word: Argument.String("file").pipe(
    Argument.withDescription("the scenario's file, if not heddle's own"),
    Argument.optional
  ),
  as: Flag.Literals("as", exportNames).pipe(Flag.withDescription("the form to print")),
  hangTimeout: hangMillis
}
