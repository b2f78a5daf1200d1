/**
 * The protections a verified cell rests on: the minimal sets whose joint removal brings a finding.
 *
 * A cell in which nothing can be taken away without a finding appearing is not vacuous. Every single
 * protection is tried; sets of two and three only among those that do not suffice alone, and only
 * where the sets are few. Each trial is an exploration of its own.
 */

/** Above this many protections larger sets are tried only while no smaller one was found. */
const pairsMax = 10
/** Above this many protections sets of three are not tried. */
const triplesMax = 12

/** The minimal sets, smallest first, in order of name. */
export const protectingSets = (
  protections: ReadonlySet<string>,
  brings: (removed: ReadonlySet<string>) => boolean
): ReadonlyArray<ReadonlyArray<string>> => {
  const names = [...protections].toSorted()
  const singles = names.filter((name) => brings(new Set([name])))
  const rest = names.filter((name) => !singles.includes(name))
  const found: Array<ReadonlyArray<string>> = singles.map((name) => [name])
  if (rest.length <= pairsMax || found.length === 0) found.push(...sets(rest, 2, brings))
  if (found.length === 0 && rest.length <= triplesMax) found.push(...sets(rest, 3, brings))
  return found
}

/** Of names that do not suffice alone; three are tried only where no two do, so every set found is minimal. */
const sets = (
  names: ReadonlyArray<string>,
  size: number,
  brings: (removed: ReadonlySet<string>) => boolean
): Array<ReadonlyArray<string>> => combinations(names, size).filter((set) => brings(new Set(set)))

const combinations = (names: ReadonlyArray<string>, size: number): Array<ReadonlyArray<string>> =>
  size === 0
    ? [[]]
    : names.flatMap((name, i) => combinations(names.slice(i + 1), size - 1).map((rest) => [name, ...rest]))
