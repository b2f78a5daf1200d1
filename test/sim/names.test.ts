/** Stable identity: the same creation has the same number, whatever came between, and the same name everywhere. */
import { assert, it } from "vitest"
import { Names } from "../../src/sim/names.ts"

it("gives one number to each creation, the same when asked again, in any order", () => {
  const names = new Names()
  const main = names.task(undefined, 0)
  const ask = () => [names.location(Names.creator(main), 0), names.location(names.startUp("net"), 2)]
  const given = [...ask(), names.location(Names.creator(main), 1), names.location(names.startUp("clock"), 2)]
  assert.strictEqual(new Set(given).size, 4)
  assert.deepStrictEqual(ask(), given.slice(0, 2))
})

it("gives names by which another machine finds its own numbers", () => {
  const [one, other] = [new Names(), new Names()]
  const main = one.task(undefined, 0)
  const child = one.task(one.task(main, 3), 11)
  const numbers = [one.location(Names.creator(child), 4), one.location(one.startUp("of a 7\nclock"), 0)]
  // The other machine has met others first.
  other.location(other.startUp("net"), 0)
  other.task(other.task(undefined, 0), 0)
  assert.strictEqual(other.taskName(other.taskNamed(one.taskName(child))), one.taskName(child))
  for (const number of numbers) {
    const name = one.locationName(number)
    assert.strictEqual(other.locationName(other.locationNamed(name)), name)
  }
  assert.notStrictEqual(one.locationName(numbers[0]!), one.locationName(numbers[1]!))
})
