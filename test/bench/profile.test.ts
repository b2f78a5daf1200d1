/** Self time by function, from what V8's profiler writes. */
import { assert, describe, it } from "vitest"
import { type CpuProfile, hottest } from "../../bench/profile.ts"

const node = (id: number, functionName: string, url: string, lineNumber: number) => ({
  id,
  callFrame: { functionName, url, lineNumber }
})

const profile: CpuProfile = {
  nodes: [
    node(1, "(garbage collector)", "", -1),
    node(2, "run", "file:///repo/src/machine.ts", 9),
    node(3, "run", "file:///repo/src/machine.ts", 9),
    node(4, "", "file:///repo/src/task.ts", 0)
  ],
  samples: [1, 2, 3, 4],
  timeDeltas: [100, 300, 400, 200]
}

describe("the hottest functions", () => {
  it("add up a function met at several places of the call tree, most self time first", () => {
    assert.deepStrictEqual(hottest(profile, "/repo/"), [
      { name: "run", place: "src/machine.ts:10", share: 0.7 },
      { name: "(anonymous)", place: "src/task.ts:1", share: 0.2 },
      { name: "(garbage collector)", place: "", share: 0.1 }
    ])
  })
})
