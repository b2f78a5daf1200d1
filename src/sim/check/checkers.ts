/**
 * All checkers, most specific kind first. This list is where a new one is added.
 */
import { assertion } from "./assertion.ts"
import type { Checker } from "./checker.ts"
import { dataRace } from "./data-race.ts"
import { deadlock } from "./deadlock.ts"
import { earlyCall } from "./early-call.ts"
import { leak } from "./leak.ts"
import { lifetime } from "./lifetime.ts"
import { livelock } from "./livelock.ts"
import { lockOrder } from "./lock-order.ts"
import { lostFunction } from "./lost-function.ts"
import { pointerCalls } from "./pointer-calls.ts"
import { readOnlyWrite } from "./read-only.ts"
import { tornRead } from "./torn-read.ts"
import { windowRead } from "./window.ts"

/** What is looked for unless a search says otherwise. */
export const checkers: ReadonlyArray<Checker> = [
  tornRead,
  windowRead,
  earlyCall,
  dataRace,
  pointerCalls,
  lifetime,
  readOnlyWrite,
  deadlock,
  lockOrder,
  lostFunction,
  leak,
  assertion,
  livelock
]
