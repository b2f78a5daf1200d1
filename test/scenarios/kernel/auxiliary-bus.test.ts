/** Whichever of an auxiliary device and its driver comes second, probes. */
import { assert, describe, it } from "vitest"
import s3 from "../../../src/scenarios/devlink/s3-mlx5.ts"
import { probed_when_added, probed_when_driver_comes } from "../../../src/scenarios/kernel/places.ts"
import { exploreCell } from "../../../src/sim/explore/explore.ts"

const places = [probed_when_added, probed_when_driver_comes]
const reachedBy = (shape: string) => {
  const cell = s3.cells.find((one) => one.shape === shape && one.kernel === "5.16")!
  return exploreCell({ ...s3, reaches: places }, cell).reached
}

describe("an auxiliary device", () => {
  it("is probed when it is added, where its driver is bound", () => {
    assert.deepStrictEqual(reachedBy("mlx5"), [probed_when_added])
  })

  it("is probed by whichever comes second, where its driver comes at any time", () => {
    assert.deepStrictEqual(reachedBy("mlx5-module-load"), places)
  })
})
