/**
 * Did you mean: the names nearest to one that does not exist.
 */

/** At most three names that differ from `name` in few letters, or contain it, nearest first. */
export const nearest = (name: string, names: Iterable<string>): Array<string> => {
  const rated = [...new Set(names)].map((candidate) => ({ candidate, distance: distanceOf(name, candidate) }))
  return rated
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.min(name.length, candidate.length) / 3))
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `; did you mean a, b?`, or nothing. */
export const didYouMean = (name: string, names: Iterable<string>): string => {
  const found = nearest(name, names)
  return found.length === 0 ? "" : `; did you mean ${found.join(" or ")}?`
}

/** The distance to the whole name or to its last part, whichever is nearer. */
const distanceOf = (name: string, candidate: string): number =>
  Math.min(editsBetween(name, candidate), editsBetween(name, candidate.slice(candidate.lastIndexOf("/") + 1)))

/** Levenshtein's distance, row by row. */
const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + change))
    }
    row = next
  }
  return row[b.length]
}
