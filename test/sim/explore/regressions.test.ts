/** Programs in which the optimal search once missed a trace, ran one twice or broke off: as fast-check shrank them. */
import { assert, describe, it } from "vitest"
import { DepthFirst } from "../../../src/sim/explore/dfs.ts"
import { compared } from "./compared.ts"
import { bodyOf, parse, print } from "./programs.ts"
import { survey } from "./traces.ts"

/** What went wrong, the program (a task a line), and its number of traces as brute force has it. */
const programs: ReadonlyArray<readonly [why: string, program: string, traces: number]> = [
  ["a trylock that fails for readers depends on them", "tryWrite\ndownRead", 2],
  ["an await races with kfree only where it could go before", "awaitWord\nfree poke", 1],
  ["one value of a draw asleep does not stand for the others", "xchg1\nload choose\nload1", 4],
  ["values drawn in a child's first code belong to its creator's step", "load\nstore spawn{choose store1}\nstore1", 8],
  ["a reader that stays blocks the writer, one that leaves does not", "downRead\nreading{load}\ndownWrite", 3],
  ["a lock holder stands in the way of a step that is then interrupted", "fork{lock} lock\ntrylock", 3],
  ["the end of a fiber sees whether its child lives", "fork{load} load", 4],
  ["a fiber joined before its end is waited for in a step", "fork{fork{}} load", 8],
  ["an uninterruptible victim takes the step it was at", "fork{uninterruptible{store store1}} interrupt load", 5],
  ["a task that has ended is noted before another goes on", "fork{} spawn{load}\nload", 2],
  ["a watched end that was called off still depends on the watcher", "fork{all{store}} sleep", 49],
  ["what the end of a watched fiber does is foretold wrongly", "timeout{all{store}}", 43],
  ["a plan whose last step touches less than foretold covers nothing", "all{fork{sleep} sleep all{load1}}", 23],
  ["a scope forgets a fiber that has ended", "scoped{scoped{load}}", 56]
]

describe("the optimal search agrees with brute force where", () => {
  for (const [why, text, traces] of programs) {
    it(`${why}: ${text}`, () => {
      const program = parse(text)
      assert.strictEqual(print(program), text)
      assert.strictEqual(compared(program, 20_000)?.traces, traces)
    })
  }

  it("a sleep that is interrupted holds no later deadline back", () => {
    const { traces } = survey(bodyOf(parse("fork{sleep} sleep interrupt sleep1")), new DepthFirst(), {
      deadlineOrder: true
    })
    assert.isAbove(traces.size, 5)
    for (const { ending } of traces.values()) assert.strictEqual(ending, "complete")
    assert.isDefined(compared(parse("fork{sleep} sleep interrupt sleep1"), 20_000, { deadlineOrder: true }))
  })
})
