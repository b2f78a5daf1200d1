/**
 * Seeds of sources of chance that have nothing to do with each other. Source: the finaliser of MurmurHash3.
 */

/** The seed of one stream of a run. */
export const mix = (seed: number, stream: number): number => {
  let h = (Math.imul(seed, 0x9e3779b1) ^ stream) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** A number for a name. Source: FNV-1a. */
export const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}
