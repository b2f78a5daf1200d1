/** Stepping through an execution by commands from a pipe. */
import { assert, describe, it } from "vitest"
import { heddle } from "./command.ts"

const tokenOf = async (): Promise<string> => {
  const { stdout } = await heddle(["explore", "races/lost-update", "--design", "once", "--no-mutation"])
  return /hd1-\S+/.exec(stdout)![0]
}

/** What is printed after each command, by command. */
const session = async (token: string, commands: ReadonlyArray<string>) => {
  const { code, stderr, stdout } = await heddle(["replay", token, "--interactive"], { input: commands.join("\n") })
  assert.strictEqual(code, 0, stderr)
  return stdout.split(/^> .*\n/m)
}

describe("heddle replay --interactive", () => {
  it("begins before the first step, and shows who can move, who waits, and what is next", async () => {
    const [start] = await session(await tokenOf(), ["q"])
    assert.include(start, "races/lost-update [once]")
    assert.match(start!, /at the start of 7 steps/)
    assert.match(start!, /# 0 {2}main +join\(first\)/)
    assert.match(start!, /> 1 {2}first +READ_ONCE\(counter\)/)
  })

  it("steps forward to the finding, with the changed object marked, and back to the same bytes", async () => {
    const texts = await session(await tokenOf(), ["n", "n 2", "g 1", "e", "p 99", "q"])
    const [start, one, three, back, end, first] = texts
    assert.match(three!, /\* counter {2}1 {2}\(was 0\)/)
    assert.strictEqual(back, one)
    assert.match(end!, /after 7 of 7 steps/)
    assert.match(end!, /shows +ASSERTION/)
    assert.isTrue(start!.endsWith(first!), first)
  })

  it("forks another choice, and tells the token of the schedule it comes to", async () => {
    const [, , forked, blocked, end] = await session(await tokenOf(), ["n", "c first", "c 1", "e", "q"])
    assert.match(forked!, /after 2 of 2 steps/)
    assert.match(forked!, /did +first: WRITE_ONCE\(counter, 1\)/)
    assert.strictEqual(blocked, "first cannot move here\n")
    assert.match(end!, /shows +nothing so far/)
    const { code, stdout } = await heddle(["replay", /token +(hd1-\S+)/.exec(end!)![1]!])
    assert.strictEqual(code, 0)
    assert.match(stdout, /^nothing found {2}races\/lost-update \[once\]/)
  })

  it("says what a command takes, and ends with the input", async () => {
    const [, unknown, nobody, number] = await session(await tokenOf(), ["what", "c 9", "g x"])
    assert.include(unknown, "c TASK [V]")
    assert.match(nobody!, /c takes a task: 0 main, 1 first, 2 second/)
    assert.match(number!, /g takes the number of a step/)
  })
})
