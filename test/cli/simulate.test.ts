/** `heddle simulate`: windows and hits as a table and as JSON, the same each time; hits that replay. */
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as path from "node:path"
import { assert, describe, it } from "vitest"
import { SimulationReport } from "../../src/report/simulation.ts"
import { heddle, root, temporaryFolder } from "./command.ts"

const golden = (name: string) => fs.readFileSync(path.join(root, "test/golden/simulate", name), "utf8")

const netdevsim = ["devlink/s2-early-flash", "--kernel", "5.16", "--design", "caps-mask", "--shape", "netdevsim"]

describe.concurrent("heddle simulate", () => {
  it("prints how wide each window is, and how likely each kind of user hits it", async () => {
    const users = ["udev", "attack"].flatMap((name) => ["--arrival", name])
    const { code, stderr, stdout } = await heddle([
      "simulate",
      ...netdevsim,
      "--shape",
      "ice",
      ...users,
      "--runs",
      "1000"
    ])
    assert.strictEqual(code, 0, stderr)
    assert.strictEqual(stdout, golden("cells.txt"))
  }, 180_000)

  it("writes the same as JSON, by its schema", async () => {
    const { folder, remove } = temporaryFolder()
    const file = path.join(folder, "simulation.json")
    const { code } = await heddle(["simulate", "races/lost-update", "--runs", "20", "--out", `json=${file}`])
    const text = fs.readFileSync(file, "utf8")
    remove()
    assert.strictEqual(code, 0)
    assert.strictEqual(text, golden("simulation.json"))
    Schema.decodeUnknownSync(SimulationReport)(JSON.parse(text))
  })

  it("prints tokens that replay shows as the same defect", async () => {
    const [, token] = /EARLY CALL: heddle replay (\S+)/.exec(golden("cells.txt"))!
    const { code, stdout } = await heddle(["replay", token!])
    assert.strictEqual(code, 0)
    assert.include(stdout, "EARLY CALL")
  })

  it("finds the program of a token however long that takes, as on a busy machine", async () => {
    const [, token] = /EARLY CALL: heddle replay (\S+)/.exec(golden("cells.txt"))!
    const { code, stderr } = await heddle(["replay", token!, "--hang-timeout", "1s"])
    assert.strictEqual(code, 0, stderr)
  }, 60_000)

  it("takes durations from a file, and says which ones matter", async () => {
    const { folder, remove } = temporaryFolder()
    const file = path.join(folder, "timing.json")
    fs.writeFileSync(path.join(folder, "probe.txt"), "1000000000\n1000000000\n")
    const latency = { kind: "empirical", file: "probe.txt" }
    const activities = { "netdevsim: last own work": { latency, source: "test" } }
    fs.writeFileSync(file, JSON.stringify({ activities }))
    const only = ["--arrival", "monitoring", "--runs", "2000", "--timing", file, "--sensitivity"]
    const { code, stdout } = await heddle(["simulate", ...netdevsim, ...only])
    remove()
    assert.strictEqual(code, 0)
    assert.match(stdout, /P1 to ready {2}1\.00 s/)
    // Twice as wide a window is hit twice as often.
    assert.match(stdout, /if twice as long, monitoring: netdevsim: last own work x (1\.[89]|2\.[0-2])\n/)
  })

  it("ends when so much virtual time is over", async () => {
    const { stdout } = await heddle(["simulate", ...netdevsim, "--arrival", "monitoring", "--for", "60s"])
    const [, runs] = /(\d+) runs/.exec(stdout)!
    // Users come after 5 s on average.
    assert.isAtLeast(Number(runs), 6)
    assert.isBelow(Number(runs), 40)
  })

  it("refuses users nobody knows, and a damaged file of durations", async () => {
    const unknown = await heddle(["simulate", ...netdevsim, "--arrival", "nobody"])
    assert.strictEqual(unknown.code, 2)
    assert.match(unknown.stderr, /no users come as "nobody": the scenario's timing has udev, monitoring/)
    const { folder, remove } = temporaryFolder()
    const file = path.join(folder, "timing.json")
    for (
      const text of [
        "{",
        "[]",
        "{\"step\": 3}",
        "{\"stp\": {}}",
        "{\"step\":{\"latency\":{\"kind\":\"empirical\",\"file\":\"timing.json\"},\"source\":\"x\"}}",
        "{\"step\":{\"latency\":{\"kind\":\"constant\",\"nanos\":-1},\"source\":\"x\"}}"
      ]
    ) {
      fs.writeFileSync(file, text)
      const { code, stderr } = await heddle(["simulate", ...netdevsim, "--timing", file])
      assert.strictEqual(code, 2, text)
      assert.match(stderr, /^heddle: .*timing\.json is no file of durations: [^\n]+\n$/, text)
    }
    remove()
  })
})
