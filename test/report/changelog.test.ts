/** The finding of the dispute as a maintainer would paste it: the call through ethtool before the probe is over. */
import * as path from "node:path"
import { assert, expect, it } from "vitest"
import { commit } from "../../src/report/commit.ts"
import { scenarios } from "../../src/scenarios/index.ts"
import { exploreCell } from "../../src/sim/explore/explore.ts"
import * as F from "./fixtures.ts"

const golden = path.resolve(import.meta.dirname, "../golden/report/compat-flash.txt")

it("the changelog of the compat-flash finding is one", async () => {
  const flash = scenarios.find(({ name }) => name === "devlink/s2-early-flash")!
  const cell = flash.cells.find(({ design, kernel, shape }) =>
    design === "copied-struct" && kernel === "netnext-2021-10" && shape === "netdevsim"
  )!
  const result = exploreCell(flash, cell)
  const early = result.findings.filter(({ title }) => title.includes("flash_update"))
  const text = commit(F.report([{ ...result, findings: early }]))
  await expect(text).toMatchFileSnapshot(golden)
  // What git and checkpatch.pl ask of a changelog.
  for (const line of text.split("\n")) {
    assert.isAtMost(line.length, 72, line)
    assert.match(line, /^[ -~]*$/)
    assert.notMatch(line, /^(#|---$|\s*[\w-]+-by:|diff )/)
  }
  // Every function on the way is called as in the kernel.
  const functions = new Set(text.match(/\w+(?=\(\)$)/gm))
  for (
    const name of [
      "nsim_drv_probe",
      "__nsim_dev_port_add",
      "register_netdevice",
      "list_netdevice",
      "dev_ethtool",
      "__dev_get_by_name",
      "netif_device_present",
      "devlink_compat_flash_update",
      "nsim_dev_flash_update"
    ]
  ) assert.include([...functions], name)
})
