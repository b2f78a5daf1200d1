/**
 * Is a place in a function inside a loop, and can its variables tell how far the loop has come? Those of a `for ... of`
 * or `for ... in` can not: that is held in no variable, so two equal sets of variables may stand for two places in it
 * (local-state.ts).
 */

/** `told`: by the variables, so that two rounds may be found to begin in one state. One that counts is no such loop. */
export type LoopAround = "none" | "told" | "hidden"

/** @param code of the whole function @param at the place, as an index into the code */
export const loopAround = (code: string, at: number): LoopAround => {
  let around: LoopAround = "none"
  for (const { 0: head, index } of code.matchAll(loop)) {
    if (index > at) break
    const body = endOf(code, code.indexOf("(", index))
    const isHidden = head.startsWith("for") && (head.includes("await") || walks.test(code.slice(index, body)))
    if (isHidden && at <= endOfBody(code, body)) return "hidden"
    if (!isHidden && !counts(code.slice(index))) around = "told"
  }
  return around
}

/** Where a loop ends that is not hidden is not looked for: code behind one is taken to be in it, which costs a look. */
const loop = /\b(?:for\s*(?:await\s*)?\(|while\s*\(|do\b)/g
const walks = /\s(?:of|in)\s/

/** Does the code begin with a loop over a counter that nothing else changes? No two rounds begin in one state. */
const counts = (code: string): boolean => {
  const head = /^for\s*\(\s*let\s+([\w$]+)\s*=[^;]*;[^;]*;\s*(?:\1\s*(?:\+\+|--)|(?:\+\+|--)\s*\1)\s*\)/.exec(code)
  if (head === null) return false
  const [{ length }, name] = head
  const body = code.slice(length)
  const assigns = String.raw`(?:\+\+|--|(?:[-+/%^]|\*\*?|&&?|\|\|?|\?\?|<<|>>>?)?=(?!=))`
  const changes = new RegExp(String.raw`(?:\+\+|--)\s*${name}\b|\b${name}\s*${assigns}|[\]}]\s*=(?![=>])`)
  return !changes.test(body)
}

/** Behind the bracket that closes the one at `open`; the end of the code where that is not to be found. */
const endOf = (code: string, open: number): number => {
  let depth = 0
  for (let i = open; i < code.length; i++) {
    const char = code[i]
    if ("({[".includes(char)) depth++
    else if (")}]".includes(char) && --depth === 0) return i + 1
    else if ("\"'`".includes(char)) i = endOfText(code, i)
    else if (code.startsWith("//", i)) i = lineEnd(code, i)
    else if (code.startsWith("/*", i)) i = Math.max(i, code.indexOf("*/", i) + 1)
  }
  return code.length
}

/** Behind the statement that begins after the head of a loop: its block, or all up to the end of a line at depth 0. */
const endOfBody = (code: string, from: number): number => {
  const begin = from + code.slice(from).search(/\S|$/)
  if (code[begin] === "{") return endOf(code, begin)
  for (let i = begin; i < code.length; i++) {
    if ("({[".includes(code[i])) i = endOf(code, i) - 1
    else if (code[i] === ";" || code[i] === "\n") return i
  }
  return code.length
}

const endOfText = (code: string, open: number): number => {
  for (let i = open + 1; i < code.length; i++) {
    if (code[i] === "\\") i++
    else if (code[i] === code[open]) return i
  }
  return code.length
}

const lineEnd = (code: string, from: number): number => {
  const end = code.indexOf("\n", from)
  return end < 0 ? code.length : end
}
