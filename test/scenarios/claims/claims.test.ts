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

/** Both men's, of 5 October 2021, but for greetings. Two are put to the cells in halves. */
const sentences = [
  "Introduce new devlink call to set specific ops callback during device initialization phase after " +
  "devlink_alloc() is already called.",
  "This allows us to set specific ops based on device property which is not known at the beginning of driver " +
  "initialization.",
  "For the sake of simplicity, this API lacks any type of locking and needs to be called before " +
  "devlink_register() to make sure that no parallel access to the ops is possible at this stage.",
  "The fact that it's not registered does not mean that the callbacks won't be invoked.",
  "Look at uses of devlink_compat_flash_update().",
  "It is impossible, devlink_register() is part of .probe() flow",
  "if it wasn't called -> probe didn't success -> net_device doesn't exist.",
  "Are you talking about reality or the bright future brought by auxbus?",
  "We are not having net_device without \"connected\" device beneath, aren't we?",
  "At least drivers that I checked are not prepared at all to handle call to devlink->ops.flash_update() if they " +
  "didn't probe successfully.",
  "Last time I checked you moved the devlink_register() at the end of probe",
  "which for all no-auxbus drivers means after register_netdev().",
  "Security people like ops to live in read-only memory.",
  "You're making them r/w for every devlink instance now.",
  "Yes, but we are explicitly copy every function pointer, which is safe.",
  "The goal is for ops to live in pages which are mapped read-only, so that heap overflows can['t] overwrite the " +
  "pointers.",
  "I still don't like this.",
  "IMO using feature bits to dynamically mask-off capabilities has much better properties.",
  "We already have static caps in devlink_ops (first 3 members), we should build on top of that.",
  "These capabilities are for specific operation, like flash or reload.",
  "They control how these flows will work, they don't control if this flow is valid or not.",
  "You are too focused on reload caps, but mutliport mlx5 device doesn't support eswitch too.",
  "I just didn't remove the eswitch callbacks to stay focused on more important work - making devlink better.",
  "Even if we decide to use new flag in devlink_ops, we will still need to add this devlink_set_ops() patch, because " +
  "the value of that new flag will be known very late in initialization phase, after FW capabilities are known and I " +
  "will need to overwrite RO memory.",
  "Yes, you can change the caps at run time, that's perfectly reasonable.",
  "You'll also be able to define more fine grained caps going forward as needed.",
  "Can we please continue with the current approach?",
  "It doesn't expose any user visible API and everything here will be easy rewrite differently if such needs arise.",
  "We have so much ahead, like removing devlink_lock, rewriting devlink->lock, fixing devlink reload of IB part",
  "I don't like it.",
  "If you're feeling strongly please gather support of other developers.",
  "Right now it's my preference against yours.",
  "I don't even see you making arguments that your approach is better, just that mine is not perfect and requires " +
  "some similar changes."
]

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

  it("is made of every sentence of the mail", () => {
    const said = claims.map(({ text }) => text.toLowerCase())
    for (const sentence of sentences) {
      assert.isTrue(said.some((text) => text.includes(sentence.toLowerCase())), sentence)
    }
  })

  it("is made once", () => {
    assert.strictEqual(new Set(claims.map(({ asks, text }) => `${text} ${asks}`)).size, claims.length)
    assert.strictEqual(new Set(claims.map(({ id }) => id)).size, claims.length)
  })
})
