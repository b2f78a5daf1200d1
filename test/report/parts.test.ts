/**
 * What every report is built of: text that is safe to print, columns that lose nothing, folding that keeps the finding.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { findingText, likeText, looksOf } from "../../src/report/finding.ts"
import { lanesOf } from "../../src/report/lanes.ts"
import { cut, padEnd, printable, widthOf, wrap } from "../../src/report/printable.ts"
import { withoutFolders } from "../../src/report/relative.ts"
import { keptSteps } from "../../src/report/shorten.ts"
import { count, kindInPrint, standingOf, verdictInPrint } from "../../src/report/wording.ts"
import * as F from "./fixtures.ts"

const text = fc.string({ unit: "binary", maxLength: 80 })

describe("printable text", () => {
  it("holds no character that the eye cannot see", () => {
    fc.assert(fc.property(text, (given) => assert.notMatch(printable(given), /[\p{C}\u2028\u2029]/u)))
  })

  it("leaves ordinary text alone", () => {
    for (const given of ["devlink->ops.flash_update = 3", "größer ≠ kleiner", "漢字"]) {
      assert.strictEqual(printable(given), given)
    }
  })

  it("has the width of its cells", () => {
    assert.deepStrictEqual(["abc", "漢字", "e\u0301", ""].map(widthOf), [3, 4, 1, 0])
    assert.strictEqual(padEnd("漢", 4), "漢  ")
  })

  it("is cut to the width, with a sign that it was", () => {
    fc.assert(fc.property(text, fc.integer({ min: 1, max: 40 }), (given, width) => {
      const shown = cut(printable(given), width)
      assert.isAtMost(widthOf(shown), width)
      assert.strictEqual(shown.endsWith("…"), widthOf(printable(given)) > width || printable(given).endsWith("…"))
    }))
  })

  it("is wrapped without losing anything but spaces", () => {
    fc.assert(fc.property(text, fc.integer({ min: 8, max: 60 }), (given, width) => {
      const lines = wrap(printable(given), width, 2)
      const bare = (some: string) => some.replaceAll(/\s/g, "")
      assert.strictEqual(bare(lines.join("")), bare(printable(given)))
      for (const line of lines) assert.isAtMost(widthOf(line), width)
    }))
    // One cell too wide, and its last letter is of two code units: it goes to the next line whole.
    assert.deepStrictEqual(wrap("aaaaaaa𠀀", 8), ["aaaaaaa", "𠀀"])
  })
})

describe("shortening", () => {
  it("keeps every step of the finding and every step a reason names", () => {
    const kept = keptSteps(F.long, "short")
    const own = F.long.trace.steps.filter((step) => step.role !== "").map((step) => step.index)
    assert.includeMembers([...kept], own)
    assert.isBelow(kept.size, F.long.trace.steps.length)
  })

  it("keeps everything of a short execution, and when asked to", () => {
    assert.strictEqual(keptSteps(F.torn, "short").size, F.torn.trace.steps.length)
    assert.strictEqual(keptSteps(F.long, "full").size, F.long.trace.steps.length)
  })

  it("counts what it folds", () => {
    const { lines } = lanesOf(F.long, keptSteps(F.long, "short"))
    const folded = lines.reduce((sum, line) => sum + Number(/^\.\.\. (\d+) steps?/.exec(line.text)?.[1] ?? 0), 0)
    const shown = lines.filter((line) => line.kind === "step").length
    assert.strictEqual(folded + shown, F.long.trace.steps.length)
  })
})

describe("a finding shown before", () => {
  it("looks the same only with the same title and the same steps", () => {
    const others = F.torn.trace.steps.map((step) => Object.assign({}, step, { object: `${step.object}2` }))
    assert.strictEqual(looksOf(Object.assign({}, F.torn, { token: "hd1-other-", key: "other" })), looksOf(F.torn))
    assert.notStrictEqual(looksOf(Object.assign({}, F.torn, { title: "torn-read of other" })), looksOf(F.torn))
    assert.notStrictEqual(
      looksOf(Object.assign({}, F.torn, { trace: Object.assign({}, F.torn.trace, { steps: others }) })),
      looksOf(F.torn)
    )
  })

  it("is named with its own token", () => {
    const shown = likeText({ scenario: "s", design: "b", kernel: "", shape: "" }, F.torn, "[a]")
    assert.match(
      shown,
      /^TORN READ {2}s \[b\]\n {2}torn-read in .*: as in \[a\] above\n {2}replay {3}heddle replay hd1-/
    )
  })
})

describe("lanes", () => {
  it("a task outside the finding with few steps has none", () => {
    const extra = F.steps({ task: 0, text: "kzalloc(x)", in: "main:3" }, ...F.torn.trace.steps)
    const finding = { ...F.torn, trace: { ...F.torn.trace, steps: extra } }
    assert.deepStrictEqual(lanesOf(finding, keptSteps(finding, "full")).tasks, [1, 2])
    assert.include(findingText(F.result({ scenario: "s" }), finding), "main: kzalloc(x)")
  })
})

describe("words", () => {
  it("a bounded search never reads verified", () => {
    const bounded = F.result({
      scenario: "s",
      verdict: "no-finding",
      exhaustive: false,
      bounds: ["2 preemptions", "9 s"]
    })
    assert.strictEqual(verdictInPrint(bounded), "no finding (2 preemptions, 9 s)")
    assert.strictEqual(verdictInPrint(F.result({ scenario: "s" })), "verified (SC)")
  })

  it("kinds are capitals, numbers have plurals", () => {
    assert.deepStrictEqual(["torn-read", "read-only-write"].map((k) => kindInPrint(k as "torn-read")), [
      "TORN READ",
      "READ-ONLY WRITE"
    ])
    assert.deepStrictEqual([count(1, "step"), count(34_650, "execution")], ["1 step", "34,650 executions"])
  })

  it("a cell that rests on nothing, or never reaches its question, is vacuous", () => {
    assert.strictEqual(standingOf(F.result({ scenario: "s", protections: [] })), "vacuous")
    assert.strictEqual(standingOf(F.result({ scenario: "s", unreached: ["the read"] })), "vacuous")
    assert.strictEqual(standingOf(F.result({ scenario: "s", protections: [["lock a"]] })), "as-declared")
  })
})

describe("folders", () => {
  it("are taken out of every path, as path or URL", () => {
    const given = { a: ["/home/me/p/x.ts:3", "file:///home/me/p/x.ts"], b: { c: "see /home/me/p/y.ts, /other/z.ts" } }
    assert.deepStrictEqual(withoutFolders(given, ["/home/me/p"]), {
      a: ["x.ts:3", "x.ts"],
      b: { c: "see y.ts, /other/z.ts" }
    })
  })

  it("the root of the file system is none", () => {
    assert.strictEqual(withoutFolders("/a/b", ["/", ""]), "/a/b")
  })
})
