/**
 * Timed runs of one cell: each is executed, and says what was open, what was hit, and by how much hits were missed.
 */
import type { Execution, Sighting } from "../check/checker.ts"
import { programOf } from "../explore/fingerprint.ts"
import { prepare, type Prepared } from "../explore/prepare.ts"
import { encode, Recorder } from "../explore/token.ts"
import type { Cell, Scenario } from "../scenario.ts"
import type { CpuOptions } from "./cpus.ts"
import { missedBy } from "./hits.ts"
import { Timed, type TimedRun } from "./timed.ts"
import type { Timing } from "./timing.ts"
import { type Open, windowsOf } from "./windows.ts"

/** What was hit, by kind and key; where nothing was, by how many nanoseconds the nearest hit was missed. */
export interface Shots {
  readonly hits: ReadonlyMap<string, Sighting>
  /** Infinity where nothing could have been hit in any linearisation of the trace. */
  readonly missed: number
}

/** A cell that can be run again and again. */
export class Runs {
  readonly program: Prepared
  readonly timed: Timed
  private readonly timing: Timing

  constructor(scenario: Scenario, cell: Cell, timing: Timing, cpus: CpuOptions) {
    this.program = prepare(scenario, cell)
    this.timing = timing
    this.timed = new Timed(timing, cpus)
  }

  execute(run: TimedRun): Execution {
    const { body, machine } = this.program
    this.timed.begin(machine, run)
    const ending = machine.run(body, this.timed)
    return { machine, log: machine.log, ending }
  }

  windows(execution: Execution): ReadonlyArray<Open> {
    return windowsOf(execution, this.timed, this.timing.windows ?? [])
  }

  shots(execution: Execution): Shots {
    const hits = new Map<string, Sighting>()
    let missed = Number.POSITIVE_INFINITY
    for (const checker of this.program.checkers) {
      checker.check(execution, (sighting) => {
        const by = missedBy(execution, sighting, this.timed)
        if (by === 0) hits.set(`${sighting.kind} ${sighting.key}`, sighting)
        missed = Math.min(missed, by)
      })
    }
    return { hits, missed }
  }

  /** The schedule of a run, as departures from the default policy. */
  tokenOf(run: TimedRun): string {
    const { body, machine } = this.program
    this.timed.begin(machine, run)
    const recorder = new Recorder(this.timed)
    machine.run(body, recorder)
    machine.timed = undefined
    return encode({ fingerprint: programOf(this.program), deviations: recorder.deviations })
  }
}
