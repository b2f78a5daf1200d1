/**
 * The published programs on which schedulers are compared, sorted by name: the CS and CHESS programs of SCTBench and
 * the vulnerabilities of ConVul. `npm run bench:sct` counts schedules to their bugs (docs/sct.md).
 */
import type { Scenario } from "../../sim/scenario.ts"
import { withExchange, withMutex, withState } from "./chess/programs.ts"
import cve_2009_3547 from "./convul/cve-2009-3547.ts"
import cve_2011_2183 from "./convul/cve-2011-2183.ts"
import cve_2015_7550 from "./convul/cve-2015-7550.ts"
import cve_2016_1972 from "./convul/cve-2016-1972.ts"
import cve_2016_1973 from "./convul/cve-2016-1973.ts"
import cve_2016_9806 from "./convul/cve-2016-9806.ts"
import cve_2017_15265 from "./convul/cve-2017-15265.ts"
import account from "./cs/account.ts"
import carter01 from "./cs/carter01.ts"
import circularBuffer from "./cs/circular-buffer.ts"
import deadlock01 from "./cs/deadlock01.ts"
import lazy01 from "./cs/lazy01.ts"
import queue from "./cs/queue.ts"
import reorder from "./cs/reorder.ts"
import stack from "./cs/stack.ts"
import tokenRing from "./cs/token-ring.ts"
import twostage from "./cs/twostage.ts"
import wronglock from "./cs/wronglock.ts"

/** Sorted by name. */
export const sct: ReadonlyArray<Scenario> = [
  withExchange,
  withState,
  withMutex,
  cve_2009_3547,
  cve_2011_2183,
  cve_2015_7550,
  cve_2016_1972,
  cve_2016_1973,
  cve_2016_9806,
  cve_2017_15265,
  account,
  carter01,
  circularBuffer,
  deadlock01,
  lazy01,
  queue,
  reorder,
  stack,
  tokenRing,
  twostage,
  wronglock
]
