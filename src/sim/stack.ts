/**
 * The JavaScript stack of a step. Modelled functions are generators called by delegation, so at
 * `yield*` it is the modelled call stack; explain/frames.ts reads it.
 */

/** The stack of the caller, as text. */
export const stackOf = (): string => new Error("step").stack ?? ""
