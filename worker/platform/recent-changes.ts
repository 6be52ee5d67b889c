/** What this isolate changed a moment ago: a copy of the database may not know of it yet. */

/** A copy is taken to have caught up by then. */
const CAUGHT_UP_MS = 60_000;
/** Beyond, all are forgotten at once: then a change may be seen as late as by any other isolate. */
const MOST = 10_000;

export class RecentChanges {
  readonly #changedAtMs = new Map<string, number>();

  note(what: string): void {
    if (this.#changedAtMs.size >= MOST) this.#changedAtMs.clear();
    this.#changedAtMs.set(what, Date.now());
  }

  has(what: string): boolean {
    const atMs = this.#changedAtMs.get(what);
    if (atMs === undefined) return false;
    if (Date.now() - atMs < CAUGHT_UP_MS) return true;
    this.#changedAtMs.delete(what);
    return false;
  }
}
