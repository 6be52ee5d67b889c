/** What clients read only goes on. No order, journal or row of a list is ever as it was before, nor is an order under other terms. */
import { merchantOrderIdOf } from "../../../domain/order/page-order.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { books, type Report } from "./findings.ts";

/** How the names end of what D1 says: once it was put back, its past is another. */
const IN_LISTS = "in lists";

export class OverTime {
  readonly #world: World;
  readonly #workload: Workload;
  /** By what was read: how far it had come. */
  readonly #known = new Map<string, number>();
  /** By order, of all that are decided: what it is decided under. */
  readonly #terms = new Map<string, string>();

  constructor(world: World, workload: Workload) {
    this.#world = world;
    this.#workload = workload;
  }

  /** Reads again, and compares with what was read before. Not of worlds in which an owner goes back. */
  step(report: Report): void {
    if (this.#workload.losesObjects) return;
    const now = new Map<string, number>();
    const note = (what: string, number: unknown): void => {
      now.set(what, Math.max(now.get(what) ?? 0, Number(number)));
    };
    for (const name of this.#workload.ledgers) {
      this.#readLedger(name, note);
      this.#readTerms(name, report);
    }
    for (const name of books(this.#workload)) this.#readBook(name, note);
    if (!this.#world.databases.REPORTS.wasPutBack) this.#readLists(note);
    for (const [what, before] of this.#known) {
      const at = now.get(what) ?? 0;
      if (this.#world.databases.REPORTS.wasPutBack && what.endsWith(IN_LISTS)) continue;
      if (at < before) report(`${what} was at ${before}, and is at ${at}`);
    }
    for (const [what, at] of now) this.#known.set(what, at);
  }

  #readLedger(name: string, note: (what: string, number: unknown) => void): void {
    const orders = this.#world.host("COMMISSION_LEDGER", name).read(
      `SELECT o.order_id AS id, o.decision IS NOT NULL AS decided, sum(e.event_id NOT GLOB 'clock:*') AS events,
         max(coalesce(e.event_id GLOB 'clock:released' OR e.event ->> 'kind' = 'released', 0)) AS released
       FROM orders o LEFT JOIN events e ON e.order_row = o.row GROUP BY o.row`,
    );
    for (const { id, decided, events, released } of orders) {
      note(`${id} is decided`, decided);
      // What a merchant said of an order is the page's as long as only a page has told it.
      note(`the events of ${merchantOrderIdOf(String(id))}`, events);
      note(`the release of ${id}`, released);
    }
  }

  /** Whoever earns an order later, it stays under the settings that decided it at first. */
  #readTerms(name: string, report: Report): void {
    const orders = this.#world.host("COMMISSION_LEDGER", name).read(
      `SELECT order_id AS id, json_array(decision -> '$.terms.settingsVersion', decision -> '$.terms.attribution',
         decision -> '$.terms.commission', decision -> '$.terms.settlement') AS terms
       FROM orders WHERE decision IS NOT NULL AND moved < 2`,
    );
    for (const { id, terms } of orders) {
      const [order, now] = [String(id), String(terms)];
      const before = this.#terms.get(order) ?? now;
      if (before !== now) report(`${order} was decided under ${before}, and is under ${now}`);
      this.#terms.set(order, now);
    }
  }

  #readBook(name: string, note: (what: string, number: unknown) => void): void {
    const book = this.#world.host("ACCOUNT_BOOK", name);
    for (const { promoter, entries } of book.read("SELECT promoter, entries FROM wallets"))
      note(`the journal of ${promoter}`, entries);
    const done = `SELECT promoter, number, state IN ('paid', 'failed', 'rejected', 'returned') AS done FROM payouts`;
    for (const { promoter, number, done: isDone } of book.read(done))
      note(`payout ${number} of ${promoter} is done`, isDone);
  }

  #readLists(note: (what: string, number: unknown) => void): void {
    const { REPORTS } = this.#world.databases;
    for (const { id, version } of REPORTS.read("SELECT order_id AS id, version FROM orders"))
      note(`the version of ${id} ${IN_LISTS}`, version);
    for (const { promoter, entries } of REPORTS.read("SELECT promoter, entries FROM journal_heads"))
      note(`the head of ${promoter} ${IN_LISTS}`, entries);
  }
}
