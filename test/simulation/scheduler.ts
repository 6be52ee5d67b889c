/** Simulated time: events happen one after another at their times, and every step is added to a trace. */
import { createHash, type Hash } from "node:crypto";

interface Event {
  readonly atMs: number;
  readonly number: number;
  readonly label: string;
  readonly work: () => void;
}

/** When every simulation begins. */
const BEGIN_MS = Date.UTC(2026, 0, 5, 8);

export class Scheduler {
  #nowMs = BEGIN_MS;
  #count = 0;
  readonly #heap: Event[] = [];
  readonly #trace: Hash = createHash("sha256");
  /** Runs after the work of each step and all that followed from it at once. */
  afterStep: () => void = () => {};
  /** Steps so far. */
  steps = 0;
  /** Lines of the trace are also given here. */
  onTrace: ((line: string) => void) | null = null;

  get nowMs(): number {
    return this.#nowMs;
  }

  at(atMs: number, label: string, work: () => void): void {
    this.#count += 1;
    const event = { atMs: Math.max(atMs, this.#nowMs), number: this.#count, label, work };
    this.#heap.push(event);
    this.#rise(this.#heap.length - 1);
  }

  after(delayMs: number, label: string, work: () => void): void {
    this.at(this.#nowMs + delayMs, label, work);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, "wake", resolve));
  }

  /** Runs until `done`, or until nothing is left before `untilMs`. */
  async run(done: () => boolean, untilMs = Number.MAX_SAFE_INTEGER): Promise<void> {
    while (!done()) {
      const [event] = this.#heap;
      if (event === undefined || event.atMs > untilMs) {
        if (untilMs < Number.MAX_SAFE_INTEGER) this.#nowMs = Math.max(this.#nowMs, untilMs);
        return;
      }
      this.#pop();
      this.#nowMs = event.atMs;
      this.steps += 1;
      this.note(event.label);
      event.work();
      await settled();
      this.afterStep();
    }
  }

  /** Runs until something that was begun has ended. */
  async runUntil<T>(begun: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const over = begun.finally(() => (state.isOver = true));
    over.catch(() => {});
    for (; !state.isOver; await settled()) await this.run(() => state.isOver);
    return await over;
  }

  /** Adds a line to the trace. */
  note(line: string): void {
    const dated = `${this.#nowMs} ${line}\n`;
    this.#trace.update(dated);
    this.onTrace?.(dated);
  }

  /** The hash of everything that happened so far. */
  traceHash(): string {
    return this.#trace.copy().digest("hex");
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return false;
    return first.atMs < second.atMs || (first.atMs === second.atMs && first.number < second.number);
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }

  #rise(from: number): void {
    for (let place = from; place > 0;) {
      const parent = (place - 1) >> 1;
      if (!this.#before(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      const child = this.#before(right, left) ? right : left;
      if (!this.#before(child, place)) return;
      this.#swap(child, place);
      place = child;
    }
  }
}

/** Everything that awaits nothing but what is there already has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
