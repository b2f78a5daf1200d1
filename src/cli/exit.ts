/**
 * Exit codes, and the errors that end a command with one of them.
 */
import { standingOf } from "../report/wording.ts"
import type { CellResult } from "../sim/result.ts"
import type { Failure } from "./contract.ts"

/** What the shell is told. */
export const exitCodes = {
  /** Every cell is as it was declared. */
  ok: 0,
  /** A finding that was not declared, or a declared one that did not appear, or a vacuous cell. */
  unexpected: 1,
  /** A wrong flag, a file that cannot be read, a scenario that cannot be run. */
  usage: 2,
  /** Under --strict: a bound was hit. */
  inconclusive: 3,
  /** The scenario is not deterministic or shares state, or a replay diverged. */
  unstable: 4,
  /** A mistake of heddle. */
  internal: 70,
  /** Stopped by Ctrl-C. */
  interrupted: 130
} as const

/** A command cannot do what it was asked: one message, one exit code, no stack. */
export class CommandError extends Error {
  readonly code: number
  constructor(message: string, code: number = exitCodes.usage) {
    super(message)
    this.name = "CommandError"
    this.code = code
  }
}

/** The exit code of one error. */
export const codeOfFailure = ({ kind }: Failure): number => {
  if (kind === "internal") return exitCodes.internal
  return kind === "nondeterministic" || kind === "shared-state" || kind === "diverged"
    ? exitCodes.unstable
    : exitCodes.usage
}

/** Worst first: a mistake of heddle hides nothing, an error hides findings. */
const severity: ReadonlyArray<number> = [
  exitCodes.internal,
  exitCodes.unstable,
  exitCodes.usage,
  exitCodes.interrupted,
  exitCodes.unexpected,
  exitCodes.inconclusive
]

/** The exit code of a whole search. */
export const codeOfResults = (
  results: ReadonlyArray<CellResult>,
  options: { readonly strict: boolean; readonly interrupted: boolean }
): number => {
  const codes = new Set(results.map((result) => codeOfResult(result, options.strict)))
  if (options.interrupted) codes.add(exitCodes.interrupted)
  return severity.find((code) => codes.has(code)) ?? exitCodes.ok
}

const codeOfResult = (result: CellResult, strict: boolean): number => {
  if (result.error !== undefined) return codeOfFailure(result.error)
  const standing = standingOf(result)
  if (standing === "unexpected" || standing === "vacuous") return exitCodes.unexpected
  return strict && !result.exhaustive ? exitCodes.inconclusive : exitCodes.ok
}
