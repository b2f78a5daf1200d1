/**
 * What would fix a finding, as values: the changes to a program that are tried, and which of them hold.
 */
import type { Frame } from "../result.ts"

/** What was tried against a finding, and what holds. */
export interface Remedies {
  /** Changes that could have been a remedy, by sort. */
  readonly tried: ReadonlyArray<{ readonly tag: Edit["tag"]; readonly count: number }>
  /** Combinations of two, and of three: those were tried only where nothing less fixes everything. */
  readonly pairs: number
  readonly triples: number
  /** All changes were tried, alone, in pairs, and in threes where those were asked for; else a bound was hit. */
  readonly exhaustive: boolean
  readonly found: ReadonlyArray<Remedy>
}

/** Changes, up to three together, without which the finding is and with which it is not. */
export interface Remedy {
  readonly edits: ReadonlyArray<Edit>
  /** Traces of the changed program: all of them were run, none has the finding or another that was not there. */
  readonly traces: number
  /** Keys of the cell's other findings that it leaves. */
  readonly leaves: ReadonlyArray<string>
}

/** A place that an edit is about: a step, or a call of a modelled function. */
export interface EditPlace extends Frame {
  /** As printed: `register_netdev()`, `WRITE_ONCE(flag)`. */
  readonly text: string
  /** Name of the function that is called; empty for a step. */
  readonly callee: string
  /** Names of the tasks that come to it. */
  readonly tasks: ReadonlyArray<string>
}

/** How a lock is held: alone; or, of a semaphore, beside other readers. */
export type Mode = "alone" | "reading"

/** A stretch of one function's code, both ends included. */
export interface Stretch {
  readonly first: EditPlace
  readonly last: EditPlace
}

/** One change to a program, as a value; report/ makes the sentence. Objects are meant by their names. */
export type Edit =
  /** Stores to the variable release, loads acquire: these places, which do not yet. */
  | {
    readonly tag: "order"
    readonly object: string
    readonly stores: ReadonlyArray<EditPlace>
    readonly loads: ReadonlyArray<EditPlace>
  }
  /** What the scenario's author offers (`remedy`). */
  | { readonly tag: "declared"; readonly name: string }
  /** A reference is taken where the block is found, and dropped after the last place; kfree waits for it. */
  | {
    readonly tag: "hold"
    readonly object: string
    readonly found: ReadonlyArray<EditPlace>
    readonly last: EditPlace
    readonly frees: ReadonlyArray<EditPlace>
  }
  /** A read section around a stretch, a grace period before a block is freed, or both. */
  | {
    readonly tag: "rcu"
    readonly domain: string
    readonly section?: Stretch
    readonly free?: {
      readonly block: string
      /** The task waits itself, or leaves a callback behind that frees. */
      readonly by: "synchronize_rcu" | "call_rcu"
      readonly at: ReadonlyArray<EditPlace>
    }
  }
  /** One thing is done right after another that it came before. */
  | { readonly tag: "move"; readonly what: EditPlace; readonly past: EditPlace }
  /** A thing is left out, and gives `answer`, while the variable has its first value, or unless it has. */
  | {
    readonly tag: "check"
    readonly object: string
    readonly skip: "while" | "unless"
    readonly value: string
    readonly what: EditPlace
    /** The instances of which it calls a callback: to leave it out is to refuse what they can do. */
    readonly instances: ReadonlyArray<string>
    readonly answer?: string | number | boolean | null
  }
  /** The lock is held from before the first place to after the last; sections of it inside are part of it. */
  | {
    readonly tag: "lock"
    readonly object: string
    readonly mode: Mode
    readonly form: Form
    /** Something inside took it: what is called there is called with the lock held now. */
    readonly nested: boolean
  } & Stretch

/**
 * How a section changes the code: it is new, or new and begins ahead of another lock; it begins earlier, ends later, or
 * both; two become one; what took it inside a section does not; readers become writers.
 */
export type Form = "around" | "inside" | "ahead" | "earlier" | "later" | "wider" | "joined" | "upgraded"
