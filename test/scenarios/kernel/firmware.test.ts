/** An image that was fetched for a flash is given back, by whichever way the flash came and however it ended. */
import * as Layer from "effect/Layer"
import { assert, describe, it } from "vitest"
import { devlink_dev_flash, ethtool_flash } from "../../../src/scenarios/devlink/users.ts"
import { netdevsim } from "../../../src/scenarios/drivers/netdevsim.ts"
import { probe } from "../../../src/scenarios/drivers/probe.ts"
import { Firmware } from "../../../src/scenarios/kernel/firmware.ts"
import { kernelNames } from "../../../src/scenarios/kernel/kernel-version.ts"
import { cells, own } from "../../../src/scenarios/matrix.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"
import { alloc, free, keep } from "../../../src/sim/memory/heap.ts"
import { pointer } from "../../../src/sim/memory/pointer.ts"
import { scenario } from "../../../src/sim/scenario.ts"
import { task } from "../../../src/sim/task.ts"

/** A loader whose images lie in memory: one that is not given back is a leak. */
const loader = Layer.succeed(Firmware, {
  *request_firmware(name) {
    return { name, memory: yield* alloc("image", { bytes: 0 }) }
  },
  *release_firmware(image) {
    yield* free((image as unknown as { memory: object }).memory)
  },
  *query_capability() {
    return true
  }
})

const driver = (err: 0 | "-EBUSY") => ({
  ...netdevsim,
  table: {
    ...netdevsim.table,
    init: {
      ...netdevsim.table.init,
      flash_update: pointer("flash_update", function* flash_update() {
        return err
      })
    }
  }
})

describe.each(kernelNames)("a flash at %s gives its image back", (kernel) => {
  for (const [way, flash] of Object.entries({ ethtool_flash, devlink_dev_flash })) {
    it.each([0, "-EBUSY"] as const)(`by ${way}(), when the driver answers %s`, (err) => {
      const row = {
        design: own[kernel],
        shape: "one",
        provenance: "as-permitted",
        declared: "verified",
        why: ""
      } as const
      const [cell] = cells(kernel, [row])
      const layer = Layer.mergeAll(cell!.layer, loader)
      const asked = scenario("test/flash", { cells: [{ ...cell!, layer }] }, function* main() {
        const device = driver(err)
        const devlink = (yield* probe(device))!
        yield* keep(devlink.mem)
        yield* task("user", () => flash(device))
      })
      const { findings } = exploreCell(asked, asked.cells[0]!)
      assert.notInclude(findings.map(({ kind }) => kind), "leak")
    })
  }
})
