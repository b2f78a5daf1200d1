/** Replay tokens: short, exact, and refused when they do not fit. */
import { array, assert as checkProperty, integer, property, record as recordOf, stringMatching } from "fast-check"
import { assert, describe, it } from "vitest"
import { scenarios } from "../../../src/scenarios/index.ts"
import { choose } from "../../../src/sim/choice.ts"
import { ScenarioError } from "../../../src/sim/errors.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { programFor, replay } from "../../../src/sim/explore/replay.ts"
import { decode, encode, fingerprint } from "../../../src/sim/explore/token.ts"
import { variable } from "../../../src/sim/memory/variable.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"

const deviation = recordOf({ gap: integer({ min: 0, max: 100_000 }), choice: integer({ min: 0, max: 300 }) })
const print = stringMatching(/^[\w-]{6}$/)

const diverges = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    assert.strictEqual(error.reason, "diverged")
    return error.message
  }
  return assert.fail("it was accepted")
}

describe("a token", () => {
  it("reads as it was written, whatever the deviations", () => {
    checkProperty(
      property(print, array(deviation, { maxLength: 40 }), (name, deviations) => {
        assert.deepStrictEqual(decode(encode({ fingerprint: name, deviations })), { fingerprint: name, deviations })
      }),
      { numRuns: 300, seed: 1 }
    )
  })

  it("of one or two preemptions is shorter than 24 characters, also in long executions", () => {
    const short = recordOf({ gap: integer({ min: 0, max: 10_000 }), choice: integer({ min: 0, max: 62 }) })
    checkProperty(
      property(array(short, { minLength: 1, maxLength: 2 }), (deviations) => {
        assert.isBelow(encode({ fingerprint: "Ab3_x9", deviations }).length, 24)
      }),
      { numRuns: 200, seed: 1 }
    )
  })

  it("has one form: two lists of deviations never share one", () => {
    checkProperty(
      property(array(deviation, { maxLength: 5 }), array(deviation, { maxLength: 5 }), (a, b) => {
        const [one, other] = [a, b].map((deviations) => encode({ fingerprint: "Ab3_x9", deviations }))
        assert.strictEqual(one === other, JSON.stringify(a) === JSON.stringify(b))
      }),
      { numRuns: 200, seed: 1 }
    )
  })

  it("is refused when it is none, or of another version", () => {
    for (const text of ["", "hello", "hd1-short-AA", "hd1-Ab3_x9", "hd1-Ab3_x9-A A", "hd1-Ab3_x9-AA\n-"]) {
      assert.include(diverges(() => decode(text)), "not a replay token")
    }
    assert.include(diverges(() => decode("hd2-Ab3_x9-BAE")), "the token is of version hd2; this heddle reads hd1")
  })

  it("is refused when a number is cut, or one of a pair is missing", () => {
    for (const text of ["hd1-Ab3_x9-gA", "hd1-Ab3_x9-BA", "hd1-Ab3_x9-BAEA"]) {
      assert.include(diverges(() => decode(text)), "damaged")
    }
  })

  it("is refused when it lost its end, however much of it", () => {
    const whole = encode({ fingerprint: "Ab3_x9", deviations: [{ gap: 4, choice: 1 }, { gap: 300, choice: 0 }] })
    for (let length = "hd1-Ab3_x9-".length + 1; length < whole.length; length++) {
      const cut = whole.slice(0, length)
      // A cut between two deviations leaves a token of fewer deviations.
      if (cut !== encode({ fingerprint: "Ab3_x9", deviations: [{ gap: 4, choice: 1 }] })) diverges(() => decode(cut))
    }
  })
})

/** Two tasks whose order shows, and a choice. */
const racing = (name: string, extra: boolean) =>
  scenario(name, { designs: { one: ["data-race", "assertion"], two: "data-race" } }, function* main({ design }) {
    const x = yield* variable("x", 0)
    yield* task("other", function* other() {
      yield* x.store(1)
      if (extra) yield* x.store(2)
    })
    yield* x.load
    if ((yield* choose(3)) === 2 && design === "one") throw new Error("drew two")
  })

describe("replaying", () => {
  it("a token of any finding of any scenario, design and tree shows that finding again", { timeout: 300_000 }, () => {
    for (const asked of scenarios) {
      // Of cells that differ in shape alone the first: all of them would be many.
      const alike = Map.groupBy(asked.cells, ({ declared, design, kernel }) => `${design} ${kernel} ${declared.join()}`)
      for (const [cell] of alike.values()) {
        for (const { key, kind, token } of exploreCell(asked, cell!).findings) {
          const again = replay(asked, token)
          assert.strictEqual(again.cell, cell!, token)
          assert.include(again.findings.map((finding) => `${finding.kind} ${finding.key}`), `${kind} ${key}`)
        }
      }
    }
  })

  it("gives the execution to its end, and the same each time", () => {
    const asked = racing("test", false)
    for (const { token } of exploreCell(asked, asked.cells[0]!).findings) {
      const [once, twice] = [replay(asked, token), replay(asked, token)]
      assert.deepStrictEqual(once, twice)
      assert.deepStrictEqual(once.trace.pending, [])
    }
  })

  it("follows drawn values", () => {
    const asked = racing("test", false)
    const finding = exploreCell(asked, asked.cells[0]!).findings.find(({ kind }) => kind === "assertion")!
    const { trace } = replay(asked, finding.token)
    assert.include(trace.steps.map(({ text }) => text), "chooses 2")
  })

  it("finds the cell a token belongs to, and none for another program's", () => {
    const asked = racing("test", false)
    const [one, two] = asked.cells
    const tokenOf = (cell: typeof one) => exploreCell(asked, cell!).findings[0]!.token
    assert.deepStrictEqual([one, two].map((cell) => programFor(asked, tokenOf(cell))?.cell), [one, two])
    assert.isUndefined(programFor(racing("test", true), tokenOf(one)))
    assert.isUndefined(programFor(racing("another", false), tokenOf(one)))
  })

  it("refuses a token of a program that has changed, naming both fingerprints", () => {
    const asked = racing("test", false)
    const { token } = exploreCell(asked, asked.cells[0]!).findings[0]!
    const message = diverges(() => replay(racing("test", true), token))
    assert.include(message, `its fingerprint is ${decode(token).fingerprint}, test now has`)
  })

  it("refuses a token that asks for a task, or a value, that is not there, or for more steps", () => {
    const asked = racing("test", false)
    const name = decode(exploreCell(asked, asked.cells[0]!).findings[0]!.token).fingerprint
    const asking = (gap: number, choice: number) =>
      diverges(() => replay(asked, encode({ fingerprint: name, deviations: [{ gap, choice }] })))
    assert.include(
      asking(0, 5),
      "after 0 steps: the token lets task 6 of those other than main move, and only other can"
    )
    assert.include(asking(1, 7), "the token draws value 8 of a choice among 3")
    const over = asking(50, 0)
    assert.include(over, "the execution is over before the token is")
    // The program is the token's: whether it is the token that changed cannot be told.
    assert.include(over, "Either the token is not as it was printed (mistyped or cut: copy it again), or the program")
    assert.notInclude(over, "changed")
  })
})

describe("a replay", () => {
  const small = scenarios.filter(({ name }) => /^races\/(?!b)/.test(name))
  it.each(small)("tells each finding once, as it was explored: $name", (asked) => {
    for (const cell of asked.cells) {
      for (const { because, key, token } of exploreCell(asked, cell).findings) {
        const told = replay(asked, token).findings.filter((finding) => finding.key === key)
        assert.deepStrictEqual(told.map((finding) => finding.because), [because], token)
      }
    }
  })
})

describe("a fingerprint", () => {
  it("is six characters, and another one when any character of the text is", () => {
    const text = "main start\nmain store x\nmain load y"
    const prints = new Set(Array.from(text, (_, i) => fingerprint(`${text.slice(0, i)}#${text.slice(i + 1)}`)))
    assert.strictEqual(prints.size, text.length)
    for (const one of prints) assert.match(one, /^[\w-]{6}$/)
  })
})
