/** Who was right follows from the verdicts, and from nothing else. */
import { assert, describe, it } from "vitest"
import { claims } from "../../../src/scenarios/claims/claims.ts"
import type { Evidence, Judged } from "../../../src/scenarios/claims/judge.ts"
import { answer, type Question, questions, treeOfMails } from "../../../src/scenarios/claims/questions.ts"

const cell = (shape: string, holds: boolean, kernel: string = treeOfMails): Evidence => ({
  scenario: "devlink/s1",
  design: "static-const",
  kernel,
  shape,
  verdict: "verified",
  holds,
  token: ""
})
const judged = (...evidence: ReadonlyArray<Evidence>): ReadonlyArray<Judged> => [
  { id: "one", text: "", who: "Kicinski", asks: "", verdict: "holds", kernels: [], evidence, token: "" }
]
const question = (needs: "every" | "some"): Question => ({
  text: "Is it so?",
  kicinski: { claims: ["one"], needs },
  because: "it is"
})
const kicinski = (needs: "every" | "some", ...evidence: ReadonlyArray<Evidence>) =>
  answer(question(needs), judged(...evidence)).kicinski

describe("a side", () => {
  it("that speaks of all is right where all its cells say so, wrong where none does", () => {
    assert.strictEqual(kicinski("every", cell("nfp", true), cell("ice", true))?.verdict, "right")
    assert.strictEqual(kicinski("every", cell("nfp", false), cell("ice", false))?.verdict, "wrong")
  })

  it("is right under the condition that tells the cells apart", () => {
    const mixed = kicinski("every", cell("nfp", true), cell("ice", false), cell("bnxt", false))!
    assert.deepStrictEqual([mixed.verdict, mixed.condition], ["right-if", [[{ property: "shape", values: ["nfp"] }]]])
    const turned = kicinski("every", cell("nfp", false), cell("ice", true), cell("bnxt", true))!
    assert.deepStrictEqual([turned.verdict, turned.holds, turned.broken], ["right-unless", 2, 1])
  })

  it("that needs one example is right with one, and wrong without", () => {
    assert.strictEqual(kicinski("some", cell("nfp", true), cell("ice", false))?.verdict, "right")
    assert.strictEqual(kicinski("some", cell("nfp", false), cell("ice", false))?.verdict, "wrong")
  })

  it("is judged in the tree of the mails alone, and not at all where nothing is known of it there", () => {
    assert.strictEqual(kicinski("every", cell("nfp", true), cell("nfp", false, "6.12"))?.verdict, "right")
    assert.isNull(kicinski("every", cell("nfp", true, "6.12")))
    assert.isNull(answer(question("every"), judged(cell("nfp", true))).romanovsky)
  })
})

describe("the questions", () => {
  it("rest on claims that there are, each that can be decided on a question or more", () => {
    const used = questions.flatMap(({ kicinski: k, romanovsky: r }) => [...k?.claims ?? [], ...r?.claims ?? []])
    assert.includeMembers(claims.map(({ id }) => id), used)
    assert.throws(() => answer(question("every"), []), "no claim has the name one")
  })

  it("are asked once, and say why", () => {
    assert.strictEqual(new Set(questions.map(({ text }) => text)).size, questions.length)
    assert.isTrue(
      questions.every(({ because, kicinski: k, romanovsky: r }) => because !== "" && (k ?? r) !== undefined)
    )
  })
})
