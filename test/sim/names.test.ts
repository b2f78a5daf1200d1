/** Stable identity: the same creation has the same number, whatever came between. */
import { assert, it } from "vitest"
import { Names } from "../../src/sim/names.ts"

it("gives one number to each creation, the same when asked again, in any order", () => {
  const names = new Names()
  const given = [names.of(0, 0), names.of(5, 2), names.of(0, 1), names.of(5, 0)]
  assert.strictEqual(new Set(given).size, 4)
  assert.deepStrictEqual([names.of(0, 0), names.of(5, 2), names.of(0, 1), names.of(5, 0)], given)
  assert.strictEqual(names.size, 4)
})
