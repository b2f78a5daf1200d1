/**
 * Changes that keep a block alive while it is used: a reference from where it is found, or RCU on both sides.
 *
 * A reference can be taken only of what has been found; that nothing frees the block in between is what the search has
 * to show. A read section may begin before, and then a grace period before kfree waits for it.
 */
import { type Candidate, costs } from "./costs.ts"
import type { Edit, EditPlace } from "./edit.ts"
import { type Hot, type Run, stretches } from "./stretches.ts"
import type { Survey } from "./survey.ts"

/** References and read sections for every block that is freed, and that a finding is about. */
export const lifetimes = (
  survey: Survey,
  runs: ReadonlyArray<Run>,
  hot: Hot,
  isAbout: (block: string) => boolean
): ReadonlyArray<Candidate> =>
  [...survey.freed].filter(([block]) => isAbout(block)).flatMap(([block, at]) => {
    const frees = [...at.values()]
    return [...references(block, frees, runs), ...readCopyUpdates(survey, block, frees, runs, hot)]
  })

const references = (
  object: string,
  frees: ReadonlyArray<EditPlace>,
  runs: ReadonlyArray<Run>
): ReadonlyArray<Candidate> =>
  runs.flatMap((run) =>
    uses(run, object, ({ finds }) => finds.has(object)).map(([first, last]): Candidate => {
      const found = [...run.list[first].finds.get(object)!.values()]
      return {
        edit: { tag: "hold", object, found, last: run.list[last].place, frees },
        cost: costs.hold + last - first
      }
    })
  )

const readCopyUpdates = (
  { domains, freedSpinning }: Survey,
  block: string,
  at: ReadonlyArray<EditPlace>,
  runs: ReadonlyArray<Run>,
  hot: Hot
): ReadonlyArray<Candidate> => {
  const sections = runs.flatMap((run) => {
    const { list } = run
    return uses(run, block, hot).flatMap(([first, last]) => {
      const inside = list.slice(first, last + 1)
      // The pointer is followed inside; nobody sleeps there.
      return inside.some(({ waits }) => waits) || !inside.some(({ finds }) => finds.has(block))
        ? []
        : [{ section: { first: list[first].place, last: list[last].place }, length: last - first }]
    })
  })
  const ways = freedSpinning.has(block) ? ["call_rcu"] as const : ["synchronize_rcu", "call_rcu"] as const
  const graces = ways.map((by, i) => ({ free: { block, by, at }, cost: i }))
  const change = (domain: string, parts: Partial<Edit>, cost: number): Candidate => ({
    edit: { tag: "rcu", domain, ...parts } as Edit,
    cost
  })
  const known = [...domains].flatMap((domain) => [
    ...graces.map(({ cost, free }) => change(domain, { free }, costs.grace + cost)),
    ...sections.map(({ length, section }) => change(domain, { section }, costs.section + length))
  ])
  return [
    ...known,
    ...(domains.size === 0 ? [ownDomain] : [...domains]).flatMap((domain) =>
      graces.flatMap(({ cost, free }) =>
        sections.map(({ length, section }) => change(domain, { section, free }, costs.rcu + length + cost))
      )
    )
  ]
}

/** Where a program has no RCU domain, it gets one. */
const ownDomain = "rcu"

/** Stretches that end where the block is used, and in which it is not freed. */
const uses = (run: Run, block: string, begins: Hot): ReadonlyArray<readonly [first: number, last: number]> =>
  [...stretches(run, begins, ({ touches }) => touches.has(block))].filter(([first, last]) =>
    !run.list.slice(first, last + 1).some(({ writes }) => writes.has(block))
  )
