/**
 * A printed token replays what was printed; a token of another program is refused, with the reason.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import { fixture, heddle, root, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

/** The token of the lost update. */
const lostUpdate = async (): Promise<string> => {
  const { stdout } = await heddle(["explore", fixture("lost-update"), "--no-mutation"])
  return replayLines(stdout).find(({ kind }) => kind === "ASSERTION")!.args[1]!
}

/** The fixture, edited. */
const changedTo = (edit: (text: string) => string): string => {
  const file = path.join(folder, "changed.ts")
  fs.writeFileSync(file, edit(fs.readFileSync(path.join(root, fixture("lost-update")), "utf8")))
  return file
}

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
      // What it prints has a token again, and that one prints the same to the byte.
      const [again] = replayLines(stdout)
      assert.deepStrictEqual(again!.args, args)
      assert.strictEqual((await heddle(again!.args)).stdout, stdout)
    }
  })

  it("exits 1 for a finding that its cell does not declare", async () => {
    const [line] = replayLines((await heddle(["explore", fixture("undeclared")])).stdout)
    const { code, stdout } = await heddle(line!.args)
    assert.strictEqual(code, 1)
    assert.match(stdout, /a cycle: CPU0 -> CPU1 -> CPU0/)
  })

  it("says at which step a program that has changed leaves the token, and why", async () => {
    const changed = changedTo((text) => text.replaceAll(`if (design === "locked") `, ""))
    const { code, stderr, stdout } = await heddle(["replay", await lostUpdate(), changed, "--design", "plain"])
    assert.strictEqual(code, 4, stdout)
    assert.match(stderr, /its fingerprint was [\w-]{6}, fixture\/lost-update \[plain\] has [\w-]{6} now/)
    assert.include(stderr, "diverged after 1 step: the token lets another task than first move, and no other can;")
    assert.include(stderr, "second waits in mutex_lock(lock), held by first")
    assert.match(stderr, /heddle replay hd1-\S+ \S+ --design plain --from-prefix explores every way on from there/)
  })

  it("explores every way on from the last step that fits", async () => {
    const remedied = changedTo((text) => text.replaceAll(`if (design === "locked") `, ""))
    const clean = await heddle(["replay", await lostUpdate(), remedied, "--design", "plain", "--from-prefix"])
    assert.strictEqual(clean.code, 0, clean.stderr)
    assert.match(clean.stdout, /^nothing found {2}fixture\/lost-update \[plain\]\n.*what begins with 1 given step$/m)
    // The remedy is none: what the token showed is found again, under another token.
    const renamed = changedTo((text) => text.replaceAll("counter.load", "counter.readOnce"))
    const found = await heddle(["replay", await lostUpdate(), renamed, "--design", "plain", "--from-prefix"])
    assert.match(found.stdout, /^ASSERTION {2}fixture\/lost-update \[plain\]/m)
    assert.match(found.stderr, /all of it fits still: 7 steps/)
  })

  it("asks for the file of a token that is none of its own", async () => {
    const { code, stderr } = await heddle(["replay", "hd1-AAAAAA-AQA"])
    assert.strictEqual(code, 2)
    assert.match(stderr, /name the file of the scenario/)
  })
})
