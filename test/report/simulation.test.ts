/** Numbers of timed runs in print. */
import { assert, it } from "vitest"
import { duration, probability } from "../../src/report/simulation.ts"

it("prints a probability by two digits of it, or of what is missing to all, and never all for nearly all", () => {
  const printed = [0, 2.04e-15, 9.99e-5, 0.00025, 0.0256, 0.75, 0.9, 0.9876, 0.9945, 0.99999, 1].map(probability)
  assert.deepStrictEqual(
    printed,
    ["0", "2.0e-15", "1.0e-4", "0.025 %", "2.6 %", "75 %", "90 %", "98.8 %", "99.45 %", "99.999 %", "100 %"]
  )
})

it("prints a duration by three digits in the unit that fits", () => {
  assert.deepStrictEqual([0.5, 1, 999, 61_100, 3.2e6, 2e11].map(duration), [
    "0.500 ns",
    "1.00 ns",
    "999 ns",
    "61.1 µs",
    "3.20 ms",
    "200 s"
  ])
})
