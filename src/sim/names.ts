/**
 * Stable identity: a task or an object is (its creator, the n-th creation by that creator).
 *
 * The numbers given out here hold for a whole exploration, so that an object made by the same code
 * in two executions, or in two linearisations of one trace, has the same number in both. They are
 * given in the order of asking, so another machine has others: what leaves the machine is the name.
 */

/** Gives one number to each (creator, n) pair, for the life of an exploration. */
class Numbers {
  private readonly byCreator: Array<Array<number>> = []
  private readonly origins: Array<readonly [creator: number, nth: number]> = []

  /** The number of the n-th creation (from 0) of this creator. */
  of(creator: number, nth: number): number {
    const row = (this.byCreator[creator] ??= [])
    return (row[nth] ??= this.origins.push([creator, nth]) - 1)
  }

  /** What the number was given to. */
  origin(number: number): readonly [creator: number, nth: number] {
    return this.origins[number]
  }
}

/** The numbers of tasks and of objects, and the names that they stand for. */
export class Names {
  private readonly tasks = new Numbers()
  private readonly locations = new Numbers()
  private readonly statics: Array<string> = []

  /** The number of a task: the n-th of its parent, or the first of all. */
  task(parent: number | undefined, nth: number): number {
    return this.tasks.of(parent === undefined ? 0 : parent + 1, nth)
  }

  /** The number of the n-th object of a creator. */
  location(creator: number, nth: number): number {
    return this.locations.of(creator, nth)
  }

  /** The creator that start-up code of this name is. */
  startUp(name: string): number {
    const known = this.statics.indexOf(name)
    return 2 * (known >= 0 ? known : this.statics.push(name) - 1) + 1
  }

  /** The creator that a task is. */
  static creator(task: number): number {
    return 2 * task
  }

  /** The name of a task: its place among its creator's, after the creator's own. */
  taskName(task: number): string {
    const [creator, nth] = this.tasks.origin(task)
    return creator === 0 ? `${nth}` : `${this.taskName(creator - 1)}.${nth}`
  }

  /** The task of this name. */
  taskNamed(name: string): number {
    return name.split(".").reduce<number | undefined>((parent, nth) => this.task(parent, Number(nth)), undefined)!
  }

  /** The name of an object: its place among its creator's, and the creator's name. */
  locationName(location: number): string {
    const [creator, nth] = this.locations.origin(location)
    return `${nth} ${creator % 2 === 0 ? this.taskName(creator / 2) : `of ${this.statics[(creator - 1) / 2]}`}`
  }

  /** The object of this name. */
  locationNamed(name: string): number {
    const [, nth, start, by] = /^(\d+) (of )?(.*)$/s.exec(name)!
    return this.location(start === undefined ? Names.creator(this.taskNamed(by)) : this.startUp(by), Number(nth))
  }
}
