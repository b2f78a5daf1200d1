/** One schedule on two designs, from the command line: what is printed, and what is refused. */
import { assert, describe, it } from "vitest"
import { heddle } from "./command.ts"

const asked = [
  "devlink/s2-early-flash",
  "--kernel",
  "netnext-2021-10",
  "--shape",
  "netdevsim",
  "--design",
  "registered-check"
]

describe("heddle compare", () => {
  it("shows where the other design cannot follow, and why", async () => {
    const { code, stdout } = await heddle(["compare", ...asked, "--design", "copied-struct"])
    assert.strictEqual(code, 0)
    // The design with a finding stands on the left, whichever was named first.
    assert.match(stdout, /^copied-struct +\| registered-check$/m)
    assert.match(stdout, /registered-check cannot follow step \d+ \(CPU1\): CPU1 waits in mutex_lock\(devlink->lock\)/)
    assert.match(stdout, /to the end: nothing is found/)
    assert.isEmpty(stdout.split("\n").filter((line) => line.length > 100))
  })

  it("follows the schedule of a token", async () => {
    const first = await heddle(["compare", ...asked, "--design", "copied-struct"])
    const [token] = /hd1-\S+/.exec(first.stdout)!
    const { code, stdout } = await heddle(["compare", ...asked, "--token", token!])
    assert.strictEqual(code, 0)
    assert.include(stdout, "registered-check cannot follow")
  })

  it("has tokens of both executions", async () => {
    const { stdout } = await heddle(["compare", ...asked, "--design", "copied-struct"])
    const tokens = [...stdout.matchAll(/heddle replay (hd1-\S+)/g)].map(([, token]) => token!)
    assert.strictEqual(tokens.length, 2)
    const other = await heddle(["replay", tokens[1]!])
    assert.match(other.stdout, /^nothing found .*registered-check/m)
  })

  for (
    const [why, words, told] of [
      ["one design", ["devlink/s2-early-flash", "--design", "caps-mask"], /compare two designs/],
      [
        "a design nobody has",
        ["devlink/s2-early-flash", "--design", "caps-mask", "--design", "cap-mask"],
        /did you mean/i
      ],
      [
        "several scenarios",
        ["devlink/", "--design", "caps-mask", "--design", "copied-struct"],
        /scenarios; name one of devlink/
      ],
      ["no scenario", ["nowhere", "--design", "a", "--design", "b"], /no scenario matches nowhere/],
      [
        "a token that is none",
        ["devlink/s2-early-flash", "--design", "caps-mask", "--token", "x"],
        /not a replay token/
      ]
    ] as const
  ) {
    it(`refuses ${why}`, async () => {
      const { code, stderr, stdout } = await heddle(["compare", ...words])
      assert.strictEqual(code, why === "a token that is none" ? 4 : 2)
      assert.strictEqual(stdout, "")
      assert.match(stderr, told)
    })
  }
})
