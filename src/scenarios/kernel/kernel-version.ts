/**
 * The kernel versions, oldest first, each a Layer of the same services (v5.15.ts to v6.12.ts).
 *
 * The mails of 5 October 2021 speak of net-next of that day. 5.15 as released still registers devlink early in most
 * drivers; 5.16 registers it last and has the ethtool path that was rewritten on 30 October 2021.
 */

/**
 * Every version, by the name a cell gives; `6.1-mark` is 6.1 with the check that was proposed, and refused, in November
 * 2022.
 */
export const kernelNames = ["5.15", "netnext-2021-10", "5.16", "6.1", "6.1-mark", "6.12"] as const

/** Name of a version. */
export type KernelName = (typeof kernelNames)[number]

/** The tree that a version is, or was to be made of. */
export const tree = (kernel: KernelName): Exclude<KernelName, "6.1-mark"> => kernel === "6.1-mark" ? "6.1" : kernel
