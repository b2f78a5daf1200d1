/**
 * The flags of `heddle check`.
 */
import * as Flag from "effect/cli/Flag"
import { formNames } from "../report/form-names.ts"
import { many, quietFlag, scenarioWords } from "./flag-kinds.ts"

export const checkFlags = {
  words: scenarioWords,
  lock: Flag.String("lock").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("the lock (heddle.lock.json)"),
    Flag.withDefault("heddle.lock.json")
  ),
  update: Flag.Boolean("update").pipe(
    Flag.withDefault(false),
    Flag.withDescription("write the lock as things are now")
  ),
  out: many("out", `write what was explored as FORMAT=FILE; repeatable; formats: ${formNames.join(", ")}`),
  quiet: quietFlag
}
