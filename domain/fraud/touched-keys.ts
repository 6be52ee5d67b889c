/**
 * Values by key, in the sequence in which their keys were touched. Each operation costs the same whatever came before:
 * a Map alone keeps that sequence too, but walks over what was deleted from its front each time it is asked for the
 * first.
 */
interface Link<Value> {
  readonly key: string;
  value: Value;
  before: Link<Value> | null;
  after: Link<Value> | null;
}

export class TouchedKeys<Value> {
  readonly #links = new Map<string, Link<Value>>();
  #first: Link<Value> | null = null;
  #last: Link<Value> | null = null;

  get size(): number {
    return this.#links.size;
  }

  get(key: string): Value | undefined {
    return this.#links.get(key)?.value;
  }

  /** The value of the key touched longest ago. */
  get oldest(): Value | undefined {
    return this.#first?.value;
  }

  /** Gives a key its value and makes it the one touched last. */
  touch(key: string, value: Value): void {
    let link = this.#links.get(key);
    if (link === undefined) {
      link = { key, value, before: null, after: null };
      this.#links.set(key, link);
    } else {
      link.value = value;
      this.#unlink(link);
    }
    link.before = this.#last;
    link.after = null;
    if (this.#last === null) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
  }

  /** Forgets the key touched longest ago. */
  dropOldest(): void {
    if (this.#first === null) return;
    this.#links.delete(this.#first.key);
    this.#unlink(this.#first);
  }

  #unlink({ before, after }: Link<Value>): void {
    if (before === null) this.#first = after;
    else before.after = after;
    if (after === null) this.#last = before;
    else after.before = before;
  }
}
