/**
 * Where the reader is, as the part of the address after `#`: a link to a step opens that step.
 */
import { useEffect, useState } from "preact/hooks"
import { findings, type Found, results } from "./data.ts"

/** One view. `isAsked`: the address names the step; else what stands above the execution is read first. */
export type Route =
  | { readonly view: "index" }
  | { readonly view: "finding"; readonly found: Found; readonly at: number; readonly isAsked: boolean }
  | { readonly view: "compare"; readonly found: Found; readonly nth: number; readonly at: number }
  | { readonly view: "tree"; readonly r: number }

/** The route of an address; what is not there is the index. */
export const routeOf = (hash: string): Route => {
  const tree = /^#t=(\d+)$/.exec(hash)
  if (tree !== null && results[Number(tree[1])]?.tree !== undefined) return { view: "tree", r: Number(tree[1]) }
  const [, r, f, c, s] = /^#f=(\d+)\.(\d+)(?:&c=(\d+))?(?:&s=(\d+))?$/.exec(hash) ?? []
  const found = findings.find((one) => one.r === Number(r) && one.f === Number(f))
  if (r === undefined || found === undefined) return { view: "index" }
  if (c !== undefined && found.finding.comparisons?.[Number(c)] !== undefined) {
    return { view: "compare", found, nth: Number(c), at: s === undefined ? -1 : Number(s) }
  }
  const { steps } = found.finding.trace
  const place = s === undefined ? -1 : steps.findIndex(({ index }) => index === Number(s))
  return { view: "finding", found, at: place < 0 ? Math.max(0, steps.length - 1) : place, isAsked: place >= 0 }
}

/** The address of a step of a finding. */
export const toFinding = ({ f, r }: Found, step?: number): string =>
  `#f=${r}.${f}${step === undefined ? "" : `&s=${step}`}`

/** The address of a row of a comparison. */
export const toComparison = ({ f, r }: Found, nth: number, row?: number): string =>
  `#f=${r}.${f}&c=${nth}${row === undefined ? "" : `&s=${row}`}`

/** Goes to an address; `replaces`: not a place to come back to. */
export const go = (hash: string, replaces = false): void => {
  if (replaces) {
    history.replaceState(null, "", hash === "" ? "#" : hash)
    dispatchEvent(new HashChangeEvent("hashchange"))
  } else {
    location.hash = hash
  }
}

/** The route, kept up with the address. */
export const useRoute = (): Route => {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.hash))
    addEventListener("hashchange", follow)
    return () => removeEventListener("hashchange", follow)
  }, [])
  return route
}
