/**
 * What would fix a finding, as values: the changes to a program that are tried, and which of them hold.
 */
import type { Frame } from "../result.ts"

/** What was tried against a finding, and what holds. */
export interface Remedies {
  /** Changes tried, alone and in pairs, that could have been a remedy. */
  readonly tried: number
  /** All of them were tried; else a bound was hit. */
  readonly exhaustive: boolean
  readonly found: ReadonlyArray<Remedy>
}

/** One change, or two together, without which the finding is and with which it is not. */
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
}

/** One change to a program, as a value; report/ makes the sentence. Objects are meant by their names. */
export type Edit =
  /** Stores to the variable release, loads acquire. */
  | { readonly tag: "order"; readonly object: string; readonly at: ReadonlyArray<EditPlace> }
  /** What the scenario's author offers (`remedy`). */
  | { readonly tag: "declared"; readonly name: string }
  /** A reference is held from before the first place to after the last, and kfree waits until nobody holds one. */
  | { readonly tag: "hold"; readonly object: string; readonly first: EditPlace; readonly last: EditPlace }
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
    readonly first: EditPlace
    readonly last: EditPlace
    /** It is held at one of the two ends already: an existing section is widened. */
    readonly widens: boolean
  }
