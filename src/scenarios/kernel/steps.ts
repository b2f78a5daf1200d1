/**
 * The types every modelled kernel function is written in.
 *
 * A kernel function is a plain generator: it yields steps (and asks for services) and returns what
 * the C function returns. Error codes are spelled as the kernel spells them, so that a report reads
 * like a changelog.
 */
import type * as Effect from "effect/Effect"

/**
 * What a modelled kernel function returns: a generator that yields steps, needs the services `R`, and ends with `A`.
 *
 * @example
 * function* devlink_free(devlink: StructDevlink): Steps<void> { yield* kfree(devlink.mem) }
 */
export type Steps<A, R = never> = Generator<Effect.Effect<any, never, R>, A, any>

/** What a kernel function answers: 0, or a negative error code. */
export type Errno = 0 | "-ENODEV" | "-EOPNOTSUPP" | "-EINVAL" | "-EBUSY"
