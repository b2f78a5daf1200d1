/**
 * `heddle claims`: explores the cells of the dispute, and judges what was said by what was found.
 */
import { type ClaimsReport, claimsText, encodeClaims } from "../report/claims.ts"
import type { CellResult } from "../sim/result.ts"
import { codeOfResults } from "./exit.ts"
import { exploreCells } from "./explore.ts"
import { paintForStdout, print, widthForStdout, writeFile } from "./output.ts"
import { moduleAt, type Place, versionOf } from "./place.ts"

/** Everything `heddle claims` can be told. */
export interface ClaimsCommand {
  readonly out: ReadonlyArray<{ readonly format: "json"; readonly file: string }>
  readonly quiet: boolean
}

/** Runs the command and gives its exit code: that of the cells. */
export const claims = async (place: Place, { out, quiet }: ClaimsCommand): Promise<number> => {
  const { claims: said } = await import(
    moduleAt(place, "scenarios/claims/claims")
  ) as typeof import("../scenarios/claims/claims.ts")
  const { judge } = await import(
    moduleAt(place, "scenarios/claims/judge")
  ) as typeof import("../scenarios/claims/judge.ts")
  const { answer, questions } = await import(
    moduleAt(place, "scenarios/claims/questions")
  ) as typeof import("../scenarios/claims/questions.ts")
  const results: ReadonlyArray<CellResult> = await exploreCells(place, ["devlink/"], quiet)
  const judged = said.map((claim) => judge(claim, results))
  const report: ClaimsReport = {
    format: "heddle.claims",
    version: 3,
    tool: { version: versionOf(place) },
    claims: judged,
    questions: questions.map((question) => answer(question, judged))
  }
  for (const { file } of out) writeFile(file, encodeClaims(report))
  await print(claimsText(report, paintForStdout(), widthForStdout()))
  return codeOfResults(results, { strict: false, interrupted: false })
}
