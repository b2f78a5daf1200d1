/**
 * `heddle new area/name`: a scenario and its test, as files of the current folder.
 *
 * It never overwrites: both names are checked before the first byte is written, and the files are created exclusively.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { CommandError, exitCodes } from "./exit.ts"
import { print } from "./output.ts"
import { scenarioTemplate, testTemplate } from "./template.ts"

const nameRule = /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/i

/** Runs the command and gives its exit code. */
export const scaffold = async (name: string): Promise<number> => {
  if (!nameRule.test(name)) {
    throw new CommandError(`${JSON.stringify(name)} is no name: letters, digits, - and _, with / between area and name`)
  }
  const file = `${name}.ts`
  const test = `${name}.test.ts`
  const taken = [file, test].find((candidate) => fs.existsSync(candidate))
  if (taken !== undefined) throw new CommandError(`${taken} exists already: nothing was written`)
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, scenarioTemplate(name), { flag: "wx" })
    fs.writeFileSync(test, testTemplate(path.basename(file)), { flag: "wx" })
  } catch (error) {
    throw new CommandError(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  await print(`wrote ${file} and ${test}\n\n  heddle explore ${file}\n`)
  return exitCodes.ok
}
