/**
 * The level of WebAssembly: the layouts of dispatch.c to the byte, where there is no compiler. See sampling.ts for its
 * command line.
 *
 * A function pointer is the 8 bytes it is on x86_64, of which the lower 4 hold a number in the table of functions.
 */
import wabt from "wabt"
import { designs } from "./designs.ts"
import { patternLength } from "./patterns.ts"
import { type Case, type Run, sample } from "./sampling.ts"

const operations = 48
/** Where everything lies: the tables, the sequence of calls, the instances' addresses, the instances. */
const constTable = 1024
const reloadTable = 2048
const bareTable = 3072
const sequenceAt = 65_536
const addressesAt = sequenceAt + 8 * patternLength
const line = 64

/** Offset of the first function pointer in a table: behind three words. */
const firstOp = 24
const opsAt = 224
const featuresAt = 232
const reloadOpsAt = 232
const lockAt = 312
const registeredAt = 316

const load = (offset: number, address: string) => `(i32.load offset=${offset} ${address})`
const d = "(local.get $d)"
/** The pointer of this call's operation in the table at an address. */
const pointerIn = (address: string, from = 0) => load(from + firstOp, `(i32.add ${address} (local.get $op8))`)
const both = (first: string, second: string) => `(if (result i32) ${first} (then ${second}) (else (i32.const 0)))`
const ofTwo = `(if (result i32) (i32.lt_u (local.get $op8) (i32.const 16)) (then ${load(reloadOpsAt, d)}) (else ${
  load(opsAt, d)
}))`

/** What a caller asks, the pointer it calls, and what it does before and after. */
interface Design {
  readonly asks: string
  readonly calls: string
  readonly before?: string
  readonly after?: string
}

const ofOps = pointerIn(load(opsAt, d))
const byDesign: { readonly [design: string]: Design } = {
  "static-const": { asks: ofOps, calls: ofOps },
  "copied-struct": { asks: pointerIn(d, opsAt), calls: pointerIn(d, opsAt) },
  "caps-mask": { asks: both(`(i32.and ${load(featuresAt, d)} (i32.const 1))`, ofOps), calls: ofOps },
  "fine-grained-caps": {
    asks: `(i32.wrap_i64 (i64.and (i64.const 1) (i64.shr_u (i64.load offset=${featuresAt} ${d}) ` +
      "(i64.extend_i32_u (i32.shr_u (local.get $op8) (i32.const 3))))))",
    calls: ofOps
  },
  "second-table": { asks: pointerIn(ofTwo), calls: pointerIn(ofTwo) },
  "registered-check": {
    asks: both(load(registeredAt, d), ofOps),
    calls: ofOps,
    before: `(loop $taken (br_if $taken (i32.atomic.rmw.xchg offset=${lockAt} ${d} (i32.const 1))))`,
    after: `(i32.atomic.store offset=${lockAt} ${d} (i32.const 0))`
  }
}

/** The number that dispatch.c makes of the two digits of an operation's name. */
const numberOf = (op: number) => 10 * Math.floor(op / 8) + op % 8

const operation = (op: number) =>
  `(func $op${op} (type $op) (i64.add (i64.mul (local.get 0) (i64.const ${numberOf(op) + 3})) ` +
  `(i64.xor (local.get 1) (i64.const ${numberOf(op)}))))`

const runner = (name: string, body: string) =>
  `(func (export "${name}") (param $i i64) (param $calls i64) (result i64)
    (local $end i64) (local $sum i64) (local $instance i32) (local $op8 i32) (local $d i32) (local $at i32)
    (local.set $end (i64.add (local.get $i) (local.get $calls)))
    (loop $next
      (local.set $at (i32.shl (i32.wrap_i64 (i64.and (local.get $i) (i64.const ${patternLength - 1}))) (i32.const 3)))
      (local.set $instance ${load(sequenceAt, "(local.get $at)")})
      (local.set $op8 (i32.shl ${load(sequenceAt + 4, "(local.get $at)")} (i32.const 3)))
      (local.set $d ${load(addressesAt, "(i32.shl (local.get $instance) (i32.const 2))")})
      ${body}
      (br_if $next (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $end))))
    (local.get $sum))`

const plus = (value: string) => `(local.set $sum (i64.add (local.get $sum) ${value}))`
const extended = "(i64.extend_i32_u (local.get $instance))"
const callOf = ({ calls }: Design) => `(call_indirect (type $op) ${extended} (local.get $i) ${calls})`

/** The module of a design, as text. */
export const textOf = (design: string, pages: number): string => {
  const how = byDesign[design]!
  const { after = "", asks, before = "" } = how
  const ops = Array.from({ length: operations }, (_, op) => op)
  return `(module
  (memory (export "memory") ${pages})
  (type $op (func (param i64 i64) (result i64)))
  (table ${operations + 1} funcref)
  (elem (i32.const 1) ${ops.map((op) => `$op${op}`).join(" ")})
  ${ops.map(operation).join("\n  ")}
  ${runner("plain", plus(callOf(how)))}
  ${runner("checked", `${before} (if ${asks} (then ${plus(callOf(how))}) (else ${plus(extended)})) ${after}`)}
)
`
}

/** What is used of WebAssembly: TypeScript declares it with the DOM, which Node has not. */
interface WebAssemblyInNode {
  instantiate(bytes: Uint8Array): Promise<{ readonly instance: { readonly exports: unknown } }>
}

/** What a module exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly plain: Calls
  readonly checked: Calls
}

const prepare = async (asked: Case): Promise<Run> => {
  const { call, design, instances } = asked
  const { bytes } = designs.find(({ name }) => name === design)!
  const size = Math.ceil(bytes / line) * line
  const first = Math.ceil((addressesAt + 4 * instances) / line) * line
  const text = textOf(design, Math.ceil((first + instances * size) / 65_536))
  const { buffer } = (await wabt()).parseWat(`${design}.wat`, text, { threads: true }).toBinary({})
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyInNode }
  const { memory, ...runs } = (await WebAssembly.instantiate(buffer)).instance.exports as Exports
  setUp(new Int32Array(memory.buffer), asked, first, size)
  const run = call === "plain" ? runs.plain : runs.checked
  return (from, calls) => Number(run(BigInt(from), BigInt(calls)))
}

type Calls = (from: bigint, calls: bigint) => bigint

/** Writes tables, sequence and instances, in words of 4 bytes. */
const setUp = (words: Int32Array, { call, design, instances, sequence }: Case, first: number, size: number): void => {
  const refuses = call === "refused"
  for (let op = 0; op < operations; op++) {
    for (const table of [constTable, reloadTable]) words[(table + firstOp) / 4 + 2 * op] = op + 1
  }
  words.set(sequence, sequenceAt / 4)
  for (let i = 0; i < instances; i++) {
    const at = first + i * size
    words[addressesAt / 4 + i] = at
    const put = (offset: number, value: number) => words[(at + offset) / 4] = value
    if (design === "copied-struct") {
      for (let op = 0; op < operations; op++) put(opsAt + firstOp + 8 * op, refuses ? 0 : op + 1)
      continue
    }
    const byTable = design === "static-const" || design === "second-table"
    put(opsAt, refuses && byTable ? bareTable : constTable)
    if (design === "second-table") put(reloadOpsAt, refuses ? bareTable : reloadTable)
    else if (design === "registered-check") put(registeredAt, refuses ? 0 : 1)
    else if (design === "caps-mask") put(featuresAt, refuses ? 0 : 1)
    else if (design === "fine-grained-caps") {
      put(featuresAt, refuses ? 0 : -1)
      put(featuresAt + 4, refuses ? 0 : -1)
    }
  }
}

if (import.meta.main) await sample(prepare)
