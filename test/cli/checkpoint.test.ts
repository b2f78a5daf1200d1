/**
 * `heddle explore --checkpoint` and `--resume`: what is killed goes on to the same end.
 */
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { afterAll, assert, describe, it } from "vitest"
import type { CampaignState } from "../../src/sim/explore/campaign.ts"
import { fixture, heddle, temporaryFolder } from "./command.ts"

const { folder, remove } = temporaryFolder()
afterAll(remove)

const at = (name: string) => path.join(folder, name)
const read = (name: string) => fs.readFileSync(at(name), "utf8")

describe.concurrent("a search with a checkpoint", () => {
  it("killed again and again comes to the same bytes as one that was not", { timeout: 120_000 }, async () => {
    const whole = await heddle(["explore", fixture("long"), "--out", `json=${at("whole.json")}`])
    assert.strictEqual(whole.code, 0, whole.stdout)
    let kills = 0
    let ended = await heddle(["explore", fixture("long"), "--checkpoint", at("k"), "--out", `json=${at("k.json")}`], {
      onStart: (child) => setTimeout(() => child.kill("SIGKILL"), 1500)
    })
    // Each life is longer than the last, so that the search ends on any machine.
    while (ended.code === null) {
      kills++
      const args = fs.existsSync(at("k")) ? ["--resume", at("k")] : [fixture("long"), "--checkpoint", at("k")]
      ended = await heddle(["explore", ...args, "--out", `json=${at("k.json")}`], {
        onStart: (child) => setTimeout(() => child.kill("SIGKILL"), 1500 + 700 * kills)
      })
    }
    assert.isAbove(kills, 0)
    assert.strictEqual(ended.stdout, whole.stdout)
    assert.strictEqual(read("k.json"), read("whole.json"))
  })

  it("goes on after Ctrl-C, which says how, and ends as a whole one does", { timeout: 120_000 }, async () => {
    const stopped = await heddle(["explore", fixture("long"), "--checkpoint", at("c")], {
      // Once the search is on its way, however long a busy machine takes to begin it.
      onStart: (child) => {
        const waiting = setInterval(() => {
          if (!fs.existsSync(at("c"))) return
          clearInterval(waiting)
          child.kill("SIGINT")
        }, 20)
      }
    })
    assert.strictEqual(stopped.code, 130)
    assert.include(stopped.stderr, `heddle explore --resume ${at("c")}`)
    const [resumed, again, whole] = [
      await heddle(["explore", "--resume", at("c")]),
      await heddle(["explore", "--resume", at("c"), "--quiet"]),
      await heddle(["explore", fixture("long"), "--quiet"])
    ]
    assert.strictEqual(resumed.code, 0)
    assert.isTrue(resumed.stdout.startsWith(whole.stdout.trimEnd()))
    assert.strictEqual(again.stdout, whole.stdout)
  })
})

it("however many workers explore its parts, a search comes to the same bytes", { timeout: 120_000 }, async () => {
  const texts = []
  for (const workers of ["1", "2", "3"]) {
    const out = at(`w${workers}.json`)
    const ended = await heddle(["explore", fixture("long"), "--workers", workers, "--out", `json=${out}`])
    assert.strictEqual(ended.code, 0, ended.stderr)
    texts.push(ended.stdout + fs.readFileSync(out, "utf8"))
  }
  assert.strictEqual(texts[1], texts[0])
  assert.strictEqual(texts[2], texts[0])
})

describe("a checkpoint that cannot be gone on with is refused with the reason", () => {
  const refused = async (args: ReadonlyArray<string>, says: RegExp, code = 2) => {
    const ended = await heddle(["explore", ...args])
    assert.strictEqual(ended.code, code, ended.stdout + ended.stderr)
    assert.match(ended.stderr + ended.stdout, says)
    assert.notMatch(ended.stderr, /internal/)
  }

  it("when it is not there, no checkpoint, cut short, damaged, or another version's", async () => {
    await heddle(["explore", fixture("lost-update"), "--checkpoint", at("good")])
    const good = read("good")
    const bad: ReadonlyArray<readonly [name: string, text: string, says: RegExp]> = [
      ["other", "{\"format\":\"heddle.result\"}", /is no checkpoint of heddle/],
      ["short", good.slice(0, good.length / 2), /is no checkpoint of heddle, or was cut short/],
      ["damaged", good.replace("\"traces\":4", "\"traces\":5"), /is damaged: its digest does not fit/],
      ["newer", good.replace("\"version\":4", "\"version\":5"), /written by another heddle \(version 5\)/],
      ["empty", "", /is no checkpoint of heddle/]
    ]
    for (const [name, text, says] of bad) {
      assert.notStrictEqual(text, good)
      fs.writeFileSync(at(name), text)
      await refused(["--resume", at(name)], says)
    }
    await refused(["--resume", at("absent")], /cannot read .*absent/)
  })

  it("when its digest fits and it holds no search all the same", async () => {
    const file = at("begun")
    await heddle(["explore", fixture("long"), "--design", "plain", "--executions", "5000", "--checkpoint", file])
    const { body } = JSON.parse(read("begun")) as { body: { cells: Array<{ state: CampaignState }> } }
    const forge = (change: (nodes: ReadonlyArray<number>) => ReadonlyArray<number>) => {
      const [{ state: { frontier, ...state }, ...cell }] = structuredClone(body).cells
      const held = frontier.held.map(({ part, ...one }) => ({ ...one, part: { ...part, nodes: change(part.nodes) } }))
      const text = JSON.stringify({
        ...body,
        cells: [{ ...cell, state: { ...state, frontier: { ...frontier, held } } }]
      })
      const digest = createHash("sha256").update(text).digest("hex").slice(0, 32)
      fs.writeFileSync(at("forged"), `{"format":"heddle.checkpoint","version":4,"digest":"${digest}","body":${text}}`)
      return ["--resume", at("forged")]
    }
    await refused(forge((nodes) => nodes.slice(0, -1)), /does not hold a search: the numbers of a part end too early/)
    await refused(forge((nodes) => nodes.map((n) => n + 1e6)), /does not hold a search: /)
    const ended = await heddle(["explore", ...forge((nodes) => nodes)])
    assert.include(ended.stdout, "bounded by: 5000 executions", ended.stderr)
  })

  it("when patterns or bounds stand beside it", async () => {
    await refused(["devlink", "--resume", at("good")], /--resume takes what is searched, and how, from its file/)
    await refused(["--executions", "5", "--resume", at("good")], /leave out patterns and bounds/)
  })

  it("when the program has changed since", async () => {
    const file = at("changing.ts")
    const write = (stores: number) =>
      fs.writeFileSync(
        file,
        `import { scenario, task, variable } from "heddle"
export default scenario("changing", function* main() {
  const x = yield* variable("x", 0)
  yield* task("other", function*() { for (let i = 0; i < ${stores}; i++) yield* x.fetchAdd(1) })
  yield* task("third", function*() { for (let i = 0; i < 9; i++) yield* x.fetchAdd(1) })
  for (let i = 0; i < 9; i++) yield* x.fetchAdd(1)
})
`
      )
    write(9)
    await heddle(["explore", file, "--checkpoint", at("old"), "--time", "2s"])
    write(8)
    await refused(["--resume", at("old")], /has changed since the search began/, 4)
  })
})

it("a checkpoint that cannot be written stops no search, and is told", async () => {
  const ended = await heddle(["explore", fixture("lost-update"), "--checkpoint", at("no/such/folder")])
  assert.strictEqual(ended.code, 2)
  assert.match(ended.stdout, /2 as declared/)
  assert.match(ended.stderr, /cannot write .*; the search goes on without a checkpoint/)
})
