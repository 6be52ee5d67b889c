/**
 * What a ledger has left to compare after one was put back. It is kept until it is done. What is named again while it is
 * under way, of which that work may not know, is done once more.
 */
import { isPauseOver, pauseEndMs } from "../../../domain/kernel/pause.ts";

/** Under which ledgers are kept that have taken slots, and whether they know that they are to compare. */
const GIVING = "ledgers_to_give";
/** Under which is kept what is left to compare here. */
const COMPARING = "moved_to_compare";
/** Under which is kept when what waits for others is tried again. */
const PAUSE = "pause_of_comparing";
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** What a ledger that has taken slots still has to do. */
interface Comparing {
  /** Whoever gave them was put back: orders that came from there are told anew. */
  readonly givers: readonly string[];
  /** Books that are still to be read back; null: all that the program has. */
  readonly books: readonly string[] | null;
}

const NOTHING: Comparing = { givers: [], books: [] };

interface Pause {
  readonly lengthMs: number;
  readonly untilMs: number;
}

const NO_PAUSE: Pause = { lengthMs: FIRST_PAUSE_MS, untilMs: 0 };

/** A ledger that is given slots again, one that gave them, or a book that is read back. */
type Work = `${"ledger" | "giver" | "book"} ${string}`;

export class LeftToCompare {
  readonly #kv: SyncKvStorage;
  /** Named since their work began. Whoever dies meanwhile finds all of it still to be done. */
  readonly #named = new Set<Work>();

  constructor(kv: SyncKvStorage) {
    this.#kv = kv;
  }

  /** Whether orders here may have been told twice: some of what others told of them is not read back yet. */
  get isComparing(): boolean {
    const { givers, books } = this.#comparing();
    return givers.length > 0 || books?.length !== 0;
  }

  /** When what waits is tried again; null while nothing does. */
  nextMs(nowMs: number): number | null {
    const isIdle = !this.isComparing && this.ledgers().length === 0;
    return isIdle ? null : Math.max(nowMs, pauseEndMs(this.#pause().untilMs, nowMs, LONGEST_PAUSE_MS));
  }

  /** Whether something waits whose pause is over: then the next pause begins. */
  isDue(nowMs: number): boolean {
    const { lengthMs, untilMs } = this.#pause();
    if (this.nextMs(nowMs) === null || !isPauseOver(untilMs, nowMs, LONGEST_PAUSE_MS)) return false;
    const next = { lengthMs: Math.min(2 * lengthMs, LONGEST_PAUSE_MS), untilMs: nowMs + lengthMs };
    this.#kv.put<Pause>(PAUSE, next);
    return true;
  }

  /** Work on one begins: what is named from now on is done again. */
  begin(kind: "ledger" | "giver" | "book", name: string): void {
    this.#named.delete(`${kind} ${name}`);
  }

  /** Ledgers that are given slots again, and whether they know that they are to compare. */
  ledgers(): readonly { readonly ledger: string; readonly knows: boolean }[] {
    return Object.entries(this.#giving()).map(([ledger, knows]) => ({ ledger, knows }));
  }

  addLedger(ledger: string): void {
    this.#named.add(`ledger ${ledger}`);
    this.#kv.put(GIVING, { ...this.#giving(), [ledger]: false });
    this.#kv.put<Pause>(PAUSE, NO_PAUSE);
  }

  /** @param isOver whether it has all of the slots; else it is known that it was told to compare. */
  ledgerDone(ledger: string, isOver: boolean): void {
    if (this.#named.has(`ledger ${ledger}`)) return;
    const { [ledger]: _, ...others } = this.#giving();
    this.#kv.put(GIVING, isOver ? others : { ...others, [ledger]: true });
  }

  givers(): readonly string[] {
    return this.#comparing().givers;
  }

  /** Slots of a ledger were given again: all books are read back after. */
  addGiver(giver: string): void {
    this.#named.add(`giver ${giver}`);
    const givers = new Set([...this.#comparing().givers, giver]);
    this.#kv.put<Comparing>(COMPARING, { givers: [...givers], books: null });
    this.#kv.put<Pause>(PAUSE, NO_PAUSE);
  }

  giverDone(giver: string): void {
    if (this.#named.has(`giver ${giver}`)) return;
    const { givers, books } = this.#comparing();
    this.#kv.put<Comparing>(COMPARING, { givers: givers.filter((one) => one !== giver), books });
  }

  /** Null while it is not known which books there are. */
  books(): readonly string[] | null {
    return this.#comparing().books;
  }

  /** All books of the program, where all were to be read back: not before what came from others is told. */
  areBooks(all: readonly string[]): void {
    const { givers, books } = this.#comparing();
    if (books === null && givers.length === 0) this.#kv.put<Comparing>(COMPARING, { givers, books: all });
  }

  addBook(book: string): void {
    this.#named.add(`book ${book}`);
    const { givers, books } = this.#comparing();
    this.#kv.put<Comparing>(COMPARING, {
      givers,
      books: books === null ? null : [...new Set([...books, book])],
    });
  }

  bookDone(book: string): void {
    if (this.#named.has(`book ${book}`)) return;
    const { givers, books } = this.#comparing();
    this.#kv.put<Comparing>(COMPARING, {
      givers,
      books: books?.filter((one) => one !== book) ?? null,
    });
  }

  #giving(): Readonly<Record<string, boolean>> {
    return this.#kv.get<Readonly<Record<string, boolean>>>(GIVING) ?? {};
  }

  #comparing(): Comparing {
    return this.#kv.get<Comparing>(COMPARING) ?? NOTHING;
  }

  #pause(): Pause {
    return this.#kv.get<Pause>(PAUSE) ?? NO_PAUSE;
  }
}
