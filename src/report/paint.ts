/**
 * Colour as a function that the caller gives: reports stay pure, and colour never carries meaning alone.
 *
 * Paint after layout: a painted text has characters that take no room.
 */

/** What a text is; the caller decides how that looks. */
export type Role = "bad" | "good" | "doubt" | "dim" | "strong"

/** Wraps a text of one line in what makes it look like `role`. */
export type Paint = (role: Role, text: string) => string

/** No colour: for files, pipes, NO_COLOR and tests. */
export const plain: Paint = (_role, text) => text
