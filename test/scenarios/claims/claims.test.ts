/** Claims are judged by results alone: by kinds found, over the cells they are about. */
import { assert, describe, it } from "vitest"
import type { Claim } from "../../../src/scenarios/claims/claim.ts"
import { claims } from "../../../src/scenarios/claims/claims.ts"
import { type InKernels, judge } from "../../../src/scenarios/claims/judge.ts"
import s15 from "../../../src/scenarios/devlink/s15-two-instances.ts"
import { scenarios } from "../../../src/scenarios/index.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"

const results = s15.cells.map((cell) => exploreCell(s15, cell))
const claim = (about: Claim["about"]): Claim => ({
  id: "one",
  text: "",
  who: "Kicinski",
  asks: "",
  about,
  breaks: ["assertion"]
})
const verdictOf = (about: Claim["about"]) => judge(claim(about), results).verdict

describe("a claim", () => {
  it("holds where nothing breaks it, fails where everything does", () => {
    assert.strictEqual(verdictOf(({ design }) => design === "caps-mask"), "holds")
    assert.strictEqual(verdictOf(({ design }) => design === "shared-table"), "fails")
  })

  it("holds under a condition that is found, with a token of what breaks it elsewhere", () => {
    const { kernels, token, verdict } = judge(claim(({ design }) => /caps-mask|shared/.test(design)), results)
    assert.strictEqual(verdict, "holds-if")
    const [{ condition, verdict: inKernel }] = kernels as [InKernels]
    assert.deepStrictEqual([inKernel, condition], ["holds-if", [[{ property: "design", values: ["caps-mask"] }]]])
    assert.match(token, /^hd1-/)
  })

  it("is not decided without a cell, nor by one that was not explored to its end", () => {
    assert.strictEqual(verdictOf(() => false), "not-decidable")
    const bounded = results.map((result) => ({ ...result, exhaustive: false }))
    assert.strictEqual(judge(claim(() => true), bounded).verdict, "not-decidable")
  })

  it("that something happens holds where it is found, with a token of it", () => {
    const shows: Claim = { ...claim(({ design }) => design === "shared-table"), breaks: [], shows: ["assertion"] }
    const { evidence, token, verdict } = judge(shows, results)
    assert.strictEqual(verdict, "holds")
    assert.deepStrictEqual(evidence.map(({ holds, token: own }) => [holds, own]), [[true, token]])
    assert.strictEqual(judge({ ...shows, about: ({ design }) => design === "caps-mask" }, results).verdict, "fails")
  })

  it("is about cells, unless it says why no run can decide it", () => {
    const all = scenarios.flatMap(({ cells, name }) =>
      cells.map((cell) => ({ ...results[0]!, ...cell, scenario: name }))
    )
    for (const { about, asks, breaks, shows } of claims) {
      const isDecided = all.some(about)
      assert.strictEqual(isDecided, breaks !== undefined || shows !== undefined, asks)
      if (!isDecided) assert.match(asks, /shows in no run$/)
    }
  })

  it("is made once", () => {
    assert.strictEqual(new Set(claims.map(({ asks, text }) => `${text} ${asks}`)).size, claims.length)
    assert.strictEqual(new Set(claims.map(({ id }) => id)).size, claims.length)
  })
})
