/** Stepping through an execution by commands from a pipe. */
import { assert, describe, it } from "vitest"
import { scenarios } from "../../src/scenarios/index.ts"
import { replay } from "../../src/sim/explore/replay.ts"
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
    const texts = await session(await tokenOf(), ["n", "n 2", "g 0", "e", "p 99", "q"])
    const [start, one, three, back, end, first] = texts
    assert.match(three!, /\* counter {2}1 {2}\(was 0\)/)
    assert.strictEqual(back, one)
    assert.match(end!, /after step 6 \(7 of 7 steps taken\)/)
    assert.match(end!, /shows +ASSERTION/)
    assert.isTrue(start!.endsWith(first!), first)
  })

  it("speaks in the numbers of the diagram, in which notes have theirs, and goes to them", async () => {
    const [, found] = /heddle replay (hd1-\S+)/.exec(
      (await heddle(["explore", "races/b28-early-open", "--design", "register-netdev", "--no-mutation"])).stdout
    )!
    const { trace } = replay(scenarios.find(({ name }) => name === "races/b28-early-open")!, found!)
    const { steps } = trace
    assert.isTrue(steps.some(({ note }) => note))
    const beyond = steps.length + 5
    const [, ...texts] = await session(found!, [...steps.map(({ index }) => `g ${index}`), `g ${beyond}`, "q"])
    const total = steps.filter(({ note }) => !note).length
    for (const { index } of steps) {
      const before = steps.filter((other) => other.index <= index && !other.note)
      const place = before.length === 0
        ? `at the start of ${total} steps`
        : `after step ${before.at(-1)!.index} (${before.length} of ${total} steps taken)`
      assert.strictEqual(texts[index]!.split("\n")[0], place)
      const { name } = trace.tasks[steps[index]!.task]!
      assert.match(texts[index]!, new RegExp(`^(?:  did|     ) +${index}  ${name}: `, "m"))
    }
    assert.strictEqual(texts[steps.length]!.split("\n")[0], texts[steps.length - 1]!.split("\n")[0])
  })

  it("goes on by default to a number beyond what was chosen", async () => {
    const [, , forked, on] = await session(await tokenOf(), ["n", "c first", "g 3", "q"])
    assert.match(forked!, /after step 1 /)
    assert.match(on!, /after step 3 \(4 of 4 steps taken\)/)
  })

  it("forks another choice, and tells the token of the schedule it comes to", async () => {
    const [, , forked, blocked, end] = await session(await tokenOf(), ["n", "c first", "c 1", "e", "q"])
    assert.match(forked!, /after step 1 \(2 of 2 steps taken\)/)
    assert.match(forked!, /did +1 {2}first: WRITE_ONCE\(counter, 1\)/)
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
