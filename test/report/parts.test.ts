/**
 * What every report is built of: text that is safe to print, columns that lose nothing, folding that keeps the finding.
 */
import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { findingText, likeText, looksOf } from "../../src/report/finding.ts"
import { lanesOf } from "../../src/report/lanes.ts"
import { cut, padEnd, printable, widthOf, wrap } from "../../src/report/printable.ts"
import { withoutFolders } from "../../src/report/relative.ts"
import { remedySentences } from "../../src/report/remedies.ts"
import { keptSteps } from "../../src/report/shorten.ts"
import { count, kindInPrint, standingOf, stepsInPrint, verdictInPrint } from "../../src/report/wording.ts"
import type { Edit } from "../../src/sim/remedy/edit.ts"
import * as F from "./fixtures.ts"

const text = fc.string({ unit: "binary", maxLength: 80 })

describe("the lanes", () => {
  it("name the file of a step whose function has no name, for it stands nowhere else", () => {
    const file = "src/litmus.ts"
    const steps = F.steps(
      { task: 0, text: "x = 1", frames: [{ fn: "", file, line: 7, column: 1 }] },
      { task: 0, text: "x = 2", frames: [{ fn: "add", file, line: 9, column: 1 }] },
      {
        task: 0,
        text: "x = 3",
        frames: [{ fn: "", file, line: 8, column: 1 }, { fn: "add", file, line: 9, column: 1 }]
      }
    )
    const finding = F.finding({ kind: "assertion", title: "", tasks: ["only"], steps })
    const places = lanesOf(finding, keptSteps(finding, "full")).lines.map(({ place }) => place)
    assert.deepStrictEqual(places, ["litmus.ts:7", "litmus.ts", ":9", ":8"])
  })
})

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

describe("what would fix a finding", () => {
  const place = { fn: "probe", file: "a.ts", line: 3, column: 1, callee: "", text: "x = ...", tasks: ["probe"] }
  const past = { ...place, line: 5, text: "register()", callee: "register" }
  const remedies = {
    tried: [{ tag: "move", count: 2 }],
    pairs: 0,
    triples: 0,
    exhaustive: true,
    found: [{ edits: [{ tag: "move", what: place, past }], traces: 4, leaves: [] }]
  } as const
  const fixable = Object.assign({}, F.torn, { remedies })
  const fix = "fixed by move x = ... (a.ts:3) after register() (:5) in probe() (task probe): verified in all 4 traces"

  it("is told once of findings that have it in common, and of another design anew", () => {
    const second = Object.assign({}, fixable, { kind: "data-race" })
    const cell = F.result({ scenario: "s", findings: [fixable, second] })
    assert.include(findingText(cell, fixable, { width: 120 }), fix)
    assert.notInclude(findingText(cell, second, { width: 120 }), "move")
    assert.include(findingText(cell, second), "fixed by the same as the TORN READ above")
    assert.include(likeText(cell, fixable, "[a]", { width: 120 }), fix)
  })

  it("says in whose code, where, and what was tried in vain", () => {
    const of = (edit: Edit, traces = 4) =>
      remedySentences({
        ...remedies,
        exhaustive: false,
        triples: 1,
        found: [{ edits: [edit], traces, leaves: ["leak"] }]
      })
    const both = [{ ...place, tasks: ["one", "two"] }]
    const at = "x = ... (a.ts:3) in probe() (task probe)"
    const sentence = (edit: Edit) => of(edit)[0]!.replace(": verified in all 4 traces, and leaves leak", "")
    const lock = { tag: "lock", object: "l", mode: "alone", form: "around", nested: false, first: place, last: place }
    const at5 = "register() (:5) in probe() (task probe)"
    const sentences: ReadonlyArray<readonly [Edit, string]> = [
      [{ tag: "order", object: "x", stores: [place], loads: [] }, "store x with smp_store_release() (a.ts:3)"],
      [{ tag: "declared", name: "wait" }, "wait"],
      [
        { tag: "hold", object: "dev", found: both, last: past, frees: [place] },
        `take a reference on dev at x = ... (a.ts:3) and drop it after ${at5}; let kfree (:3) wait for it`
      ],
      [
        { tag: "rcu", domain: "rcu", section: { first: place, last: past } },
        `hold rcu_read_lock() from x = ... (a.ts:3) to ${at5}`
      ],
      [
        { tag: "rcu", domain: "srcu", free: { block: "dev", by: "synchronize_rcu", at: [place] } },
        "synchronize_rcu(srcu) before kfree(dev) (a.ts:3)"
      ],
      [
        { tag: "rcu", domain: "rcu", free: { block: "dev", by: "call_rcu", at: [place] } },
        "free dev by call_rcu(), not at once (a.ts:3)"
      ],
      [
        { tag: "check", object: "up", skip: "while", value: "0", what: place, instances: [], answer: "-ENODEV" },
        `check up before ${at}: while it is 0, go on with -ENODEV instead`
      ],
      [lock as Edit, `take l around ${at}`],
      [{ ...lock, form: "inside" } as Edit, `do not take l again around ${at}: it is held there`],
      [{ ...lock, form: "ahead", nested: true } as Edit, `take l ahead of ${at}, and do not take it again inside`],
      [{ ...lock, form: "later", last: past } as Edit, `hold l longer: x = ... (a.ts:3) comes after ${at5}`],
      [{ ...lock, form: "joined", last: past } as Edit, `do not let go of l from x = ... (a.ts:3) to ${at5}`],
      [{ ...lock, form: "upgraded" } as Edit, `take l for writing, not for reading, around ${at}`],
      [{ ...lock, mode: "reading" } as Edit, `take l for reading around ${at}`]
    ]
    for (const [edit, words] of sentences) assert.strictEqual(sentence(edit), words)
    assert.deepStrictEqual(of({ tag: "declared", name: "wait" }, 1), [
      "wait: verified in its only trace, and leaves leak",
      "tried: 2 moves, 1 combination of three; not all there are"
    ])
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

  it("counts notes beside steps, for both are numbered", () => {
    const lines = (...notes: ReadonlyArray<boolean>) => stepsInPrint(notes.map((note) => ({ note })))
    assert.deepStrictEqual(
      [lines(), lines(false), lines(false, true, false), lines(true, true)],
      ["0 steps", "1 step", "2 steps and 1 note", "2 notes"]
    )
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
