/**
 * A printed token replays what was printed; a token of another program is refused, with the reason.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { fixture, heddle, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

/** The replay lines of an output, with the kind printed above each. */
const replayLines = (output: string) =>
  output.split(/^(?=[A-Z][A-Z -]+ {2}\S)/m).flatMap((text) => {
    const line = /^ {2}replay {3}heddle (replay .*)$/m.exec(text)
    return line === null ? [] : [{ kind: text.slice(0, text.indexOf("  ")), args: line[1]!.split(" ") }]
  })

describe("heddle replay", () => {
  it("reproduces every finding from its printed line", async () => {
    const explored = await heddle(["explore", fixture("lost-update"), "races/abba", "--no-mutation"])
    const lines = replayLines(explored.stdout)
    assert.includeMembers(lines.map(({ kind }) => kind), ["DATA RACE", "ASSERTION", "DEADLOCK"])
    for (const { args, kind } of lines) {
      const { code, stdout } = await heddle(args)
      assert.strictEqual(code, 0, stdout)
      assert.match(stdout, new RegExp(`^${kind}  `, "m"))
      assert.include(stdout, `heddle ${args.join(" ")}`)
    }
  })

  it("exits 1 for a finding that its cell does not declare", async () => {
    const [line] = replayLines((await heddle(["explore", fixture("undeclared")])).stdout)
    const { code, stdout } = await heddle(line!.args)
    assert.strictEqual(code, 1)
    assert.match(stdout, /a cycle: CPU0 -> CPU1 -> CPU0/)
  })

  it("refuses a token of a program that has changed", async () => {
    const [line] = replayLines((await heddle(["explore", fixture("lost-update")])).stdout)
    const changed = path.join(folder, "changed.ts")
    const text = fs.readFileSync(fixture("lost-update"), "utf8")
    fs.writeFileSync(changed, text.replace("yield* counter.store(value + 1)", "yield* counter.xchg(value + 1)"))
    const { code, stderr, stdout } = await heddle(["replay", line!.args[1]!, changed])
    assert.strictEqual(code, 4, stdout)
    assert.match(stderr, /fits|diverged|changed/)
  })

  it("asks for the file of a token that is none of its own", async () => {
    const { code, stderr } = await heddle(["replay", "hd1-AAAAAA-AQA"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /name the file of the scenario/)
  })
})
