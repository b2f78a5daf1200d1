/**
 * How a value of simulated memory is printed: short, one line, the same in every execution.
 */

/** Key under which an object that stands for simulated memory keeps its printed name. */
export const label: unique symbol = Symbol.for("heddle/label")

/** A value as text: numbers and strings as in code, pointers and objects by their name. */
export const show = (value: unknown): string => {
  if (typeof value === "string") return JSON.stringify(value)
  if (value === null || value === undefined) return "NULL"
  if (typeof value === "bigint") return `${value}`
  if (typeof value === "object" || typeof value === "function") return nameOf(value)
  return String(value)
}

const nameOf = (value: object): string => {
  const name = (value as { readonly name?: unknown }).name
  if (typeof name === "string" && name !== "") return name
  const given = (value as any)[label]
  if (typeof given === "string") return given
  return Array.isArray(value) ? `[${value.map(show).join(", ")}]` : "object"
}
