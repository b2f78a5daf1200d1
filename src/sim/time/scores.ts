/**
 * All the chance of a timed run as standard normal scores, one for each duration and choice.
 *
 * A run is then a function of independent numbers of one distribution: rare runs are looked for by moving the numbers
 * (splitting.ts), and weighed by how much likelier the moved ones were made (proposal.ts). A score has a name, so that
 * it stays the same duration in a run that takes another course. Scores that nobody has set are drawn when asked for.
 */
import type { Dice } from "../explore/dice.ts"
import { atScore, type Latency } from "./latency.ts"
import { below, normal } from "./normal.ts"

/** The scores of one run, by name. */
export class Scores {
  private readonly dice: Dice
  private readonly known: Map<string, number>
  /** How often each duration was asked for in this execution. */
  private readonly times = new Map<string, number>()
  private readonly asked = new Set<string>()

  /** @param set scores that are not to be drawn */
  constructor(dice: Dice, set: Iterable<readonly [string, number]> = []) {
    this.dice = dice
    this.known = new Map(set)
  }

  /** An execution begins: the first asked for is the first again. */
  begin(): void {
    this.times.clear()
  }

  /** The scores that were asked for; the others have played no part. */
  get used(): ReadonlyMap<string, number> {
    return new Map([...this.asked].map((name) => [name, this.known.get(name)!]))
  }

  /** The score of a name that is asked for once. */
  of(name: string): number {
    this.asked.add(name)
    let score = this.known.get(name)
    if (score === undefined) this.known.set(name, score = normal(this.dice))
    return score
  }

  /** The stream's next duration of this name, in nanoseconds. */
  duration(stream: string, name: string, latency: Latency): number {
    return latency.kind === "constant" ? latency.nanos : atScore(latency, this.next(stream, name))
  }

  /** The stream's next choice, one of 0 .. n-1. */
  choice(stream: string, n: number): number {
    return Math.min(n - 1, Math.floor(below(this.next(stream, "choice")) * n))
  }

  private next(stream: string, name: string): number {
    const each = `${stream} ${name}`
    const nth = this.times.get(each) ?? 0
    this.times.set(each, nth + 1)
    return this.of(`${each} ${nth}`)
  }
}
