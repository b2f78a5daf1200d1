/**
 * The heap: blocks that are allocated, freed, and can be touched too late; and read-only memory.
 *
 * Every access to a field reads the life of its block and `free` writes it, so free conflicts with
 * every access to the block. A freed block is never handed out again: a late access still sees the
 * old values, is reported, and goes on, as KASAN does.
 */
import type * as Effect from "effect/Effect"
import { WRITE } from "../effects.ts"
import { Local } from "../local.ts"
import { SimObject } from "../object.ts"
import { type Operation, Step } from "../step.ts"
import { build, type Fields, infoOf, type Shape } from "./record.ts"

/**
 * Allocates a record on the heap (kzalloc with the given contents). A block that is neither freed
 * nor kept when the scenario ends is a LEAK.
 *
 * @example
 * const devlink = yield* alloc("devlink", { features: 0, refcount: 1 })
 * yield* free(devlink)
 */
export const alloc = <const S extends Shape>(name: string, shape: S): Effect.Effect<Fields<S>> =>
  new Local<any>((machine, task) => {
    const block = new SimObject(machine, name, false)
    machine.note("alloc", task, { block })
    return build(machine, name, shape, block)
  })

/** Step: frees the block (kfree). A second free is DOUBLE FREE, a later access USE AFTER FREE. */
export const free = (target: object): Step<void> => new Step(freeing, blockOf(target))

/** The block is still owned by something when the scenario ends: no leak. */
export const keep = (target: object): Effect.Effect<void> =>
  new Local<void>((machine, task) => void machine.note("keep", task, { block: blockOf(target) }))

/**
 * From here on the record lies in read-only memory: a store is READ-ONLY WRITE and kills the task.
 * Source: mark_rodata_ro, set_memory_ro on a module's .rodata (CONFIG_STRICT_KERNEL_RWX, CONFIG_STRICT_MODULE_RWX).
 */
export const readOnly = (target: object): Effect.Effect<void> =>
  new Local<void>(() => {
    for (const field of infoOf(target).fields) field.readOnly = true
  })

const blockOf = (target: object): SimObject => {
  const { block, name } = infoOf(target)
  if (block === undefined) throw new TypeError(`${name} was not allocated: make it with alloc() to free or keep it`)
  return block
}

const freeing: Operation = {
  name: "kfree",
  access: "none",
  apply(block, _, task) {
    if (block.state === true) {
      task.machine.fault = { kind: "double-free", message: `kfree of ${block.name}, which was freed before` }
    }
    block.state = true
    return WRITE
  },
  outcomes: [{ when: "", effects: WRITE }],
  source: "mm/slub.c, kfree(); Documentation/dev-tools/kasan.rst"
}

/** Every operation of the heap, for the table of operations. */
export const operations: ReadonlyArray<Operation> = [freeing]
