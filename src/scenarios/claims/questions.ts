/**
 * Who was right about what: the questions of the dispute, and what each side's sentences come to.
 *
 * An answer is computed from the verdicts of the sentences it rests on, in the tree both men spoke of; what is written
 * here by hand says which sentences those are, and why it is so.
 */
import { tellApart, type Term } from "./condition.ts"
import type { Evidence, Judged } from "./judge.ts"

/** The tree of the mails. */
export const treeOfMails = "netnext-2021-10"

/** One question. */
export interface Question {
  readonly text: string
  /** What each said to it; nothing where he said nothing of it. */
  readonly romanovsky?: Side
  readonly kicinski?: Side
  /** Why the answer is what it is. */
  readonly because: string
}

/** The sentences of one side. `every`: he is right if they hold in every cell; `some`: one example is enough. */
export interface Side {
  readonly claims: ReadonlyArray<string>
  readonly needs: "every" | "some"
}

/** What became of a side. */
export interface Standing {
  readonly verdict: "right" | "wrong" | "right-if" | "right-unless" | "in-part"
  /** Under which he is right, or not. */
  readonly condition: ReadonlyArray<Term>
  readonly holds: number
  readonly broken: number
}

/** A question with its answers. */
export interface Answered {
  readonly text: string
  readonly because: string
  readonly romanovsky: Standing | null
  readonly kicinski: Standing | null
  /** Where the cells are that say so. */
  readonly scenarios: ReadonlyArray<string>
}

/** More values than these are not said in a table. */
const valuesMax = 6

/** Answers a question by what was judged. Throws an `Error` where it rests on a claim that there is not. */
export const answer = ({ because, kicinski, romanovsky, text }: Question, judged: ReadonlyArray<Judged>): Answered => {
  const [his, other] = [romanovsky, kicinski].map((side) => evidenceOf(side, judged))
  return {
    text,
    because,
    romanovsky: standingOf(romanovsky, his!),
    kicinski: standingOf(kicinski, other!),
    scenarios: [...new Set([...his!, ...other!].map(({ scenario }) => scenario))].toSorted(byName)
  }
}

const byName = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true })

/** The cells of the tree of the mails that say something of a side. */
const evidenceOf = (side: Side | undefined, judged: ReadonlyArray<Judged>): ReadonlyArray<Evidence> =>
  (side?.claims ?? []).flatMap((id) => {
    const found = judged.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no claim has the name ${id}`)
    return found.evidence.filter(({ kernel }) => kernel === treeOfMails)
  })

const standingOf = (side: Side | undefined, evidence: ReadonlyArray<Evidence>): Standing | null => {
  if (side === undefined || evidence.length === 0) return null
  const holding = evidence.filter(({ holds }) => holds)
  const broken = evidence.filter(({ holds }) => !holds)
  const counts = { holds: holding.length, broken: broken.length, condition: [] }
  if (broken.length === 0 || (side.needs === "some" && holding.length > 0)) return { ...counts, verdict: "right" }
  if (holding.length === 0) return { ...counts, verdict: "wrong" }
  const told = tellApart(holding, broken, valuesMax)
  return told === undefined
    ? { ...counts, verdict: "in-part" }
    : { ...counts, verdict: `right-${told.form}`, condition: told.condition }
}

const every = (...claims: ReadonlyArray<string>): Side => ({ claims, needs: "every" })
const some = (...claims: ReadonlyArray<string>): Side => ({ claims, needs: "some" })

/** The questions, in the order in which they came up. */
export const questions: ReadonlyArray<Question> = [
  {
    text: "Not registered, so no callbacks?",
    romanovsky: every("impossible"),
    kicinski: some("callbacks-invoked"),
    because: "by netlink it is so; by ethtool, three drivers are called before they are ready"
  },
  {
    text: "No net_device without a successful probe?",
    romanovsky: every("no-netdev"),
    kicinski: every("after-netdev"),
    because: "most drivers register their netdev first, and a probe that fails after that had one"
  },
  {
    text: "Would drivers bear a call while their probe fails?",
    romanovsky: every("not-prepared"),
    because: "they would not, and nothing keeps the call out: the danger he names to say that there is none"
  },
  {
    text: "Does whoever has a netdev have a device beneath it?",
    romanovsky: every("device-beneath"),
    because: "ethtool held the netdev; at the end of that month it let go of it, and 5.16 has the use after free"
  },
  {
    text: "Does the auxiliary bus help?",
    kicinski: every("auxbus"),
    because: "not by itself: mlx5's netdevs come inside its probe as well; mlx5 is safe for being ready before them"
  },
  {
    text: "Is before `devlink_register()` early enough for `devlink_set_ops()`?",
    romanovsky: every("before-register"),
    because:
      "for mlx5, which sets ops before its netdevs, and for netlink; where that rule is all, ethtool reads ops while " +
      "they are written"
  },
  {
    text: "Would a mask have kept callers out?",
    kicinski: every("mask-keeps-callers-out"),
    because: "what is called too early is called too early in every design of that month"
  },
  {
    text: "Would a check of the mark in the compat path?",
    romanovsky: every("mark-check"),
    because:
      "nobody comes early any more, even where the probe fails (S6); but a mark orders nothing: ops that are set " +
      "late are stored and loaded with no lock in common"
  },
  {
    text: "Was there much to do before that check could be whole?",
    romanovsky: some("locks-first"),
    because: "under `devlink->lock` it is; but registering took `devlink_mutex` inside that lock, and that had to go"
  },
  {
    text: "Is copying every pointer safe?",
    romanovsky: every("copy-is-safe"),
    kicinski: some("writable-ops"),
    because: "one write to the heap redirects a call, by someone who knows a function and nothing else"
  },
  {
    text: "Do read-only pages protect all of it?",
    kicinski: every("read-only-pages"),
    because: "`devlink->ops` is on the heap itself: one write and a table of the attacker's own redirect every call"
  },
  {
    text: "Does an operation that is masked stay masked?",
    kicinski: every("mask-stays-put"),
    romanovsky: every("left-out-stays-out"),
    because:
      "the word of bits is on the heap: one write and no address; what is left out takes three writes and addresses"
  },
  {
    text: "Do static capabilities say whether, or how?",
    romanovsky: every("static-caps-say-how"),
    kicinski: every("static-caps-refuse"),
    because:
      "a plain flash runs whatever they say; a reload action, or a part of a flash, that is not declared is refused"
  },
  {
    text: "Does a late value need a write to read-only memory?",
    romanovsky: every("late-value"),
    because: "in `devlink_ops` it does; in a word of the instance, which is what Kicinski meant, it does not"
  },
  {
    text: "May capabilities change at run time?",
    kicinski: every("run-time-caps"),
    because: "with atomic bits; and to withdraw one, under the lock that users hold from check to call"
  },
  {
    text: "Does a mask lose less than leaving callbacks out?",
    romanovsky: every("strip-keeps-all"),
    kicinski: every("mask-keeps-all"),
    because: "a multiport slave without reload callbacks gets no netdev: somebody else asked whether they are there"
  },
  {
    text: "Is a slave's eswitch taken care of?",
    romanovsky: every("eswitch-left"),
    kicinski: every("fine-grained-caps"),
    because: "as posted it is left to the callback; a bit for it is the \"more fine grained caps\" that were not merged"
  },
  {
    text: "Are flags forgotten?",
    romanovsky: some("forgotten-flags"),
    because: "in every design that has one, the merged one included: bnxt of 5.16 has reload and no bit, and lost it"
  }
]
