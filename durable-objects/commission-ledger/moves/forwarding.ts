/**
 * Calls for orders that have left this ledger go on to where they are, so that nobody needs to know of a move in time.
 * Whether an order is here is asked in the turn in which it is worked on: none leaves in between.
 */
import { objectNamed } from "../../object/object-named.ts";
import type { LeavingSlots, OtherPlace, PlacedOrder } from "./leaving-slots.ts";

type Ledgers = Env["COMMISSION_LEDGER"];
/** Another ledger, as this one calls it. */
export type OtherLedger = ReturnType<Ledgers["getByName"]>;

/** How often a part that is under way is sent again before a call gives up. */
const TRIES = 3;

/** An answer of 503: the caller may repeat it. */
const UNDER_WAY = "The Durable Object that an order is moving to cannot be reached";

export class Forwarding {
  readonly #leaving: LeavingSlots;
  readonly #ledgers: Ledgers;
  readonly #sendTo: (ledger: string) => Promise<void>;

  /** @param sendTo sends what waits for a ledger, and resolves when it has landed. */
  constructor(leaving: LeavingSlots, ledgers: Ledgers, sendTo: (ledger: string) => Promise<void>) {
    this.#leaving = leaving;
    this.#ledgers = ledgers;
    this.#sendTo = sendTo;
  }

  named(ledger: string): OtherLedger {
    return objectNamed(this.#ledgers, ledger);
  }

  /** Works on one order, here or where it is. */
  async at<Answer>(
    order: PlacedOrder,
    here: () => Answer,
    there: (ledger: OtherLedger) => Promise<Answer>,
  ): Promise<Answer> {
    if (this.#leaving.isEmpty) return here();
    const place = (await this.#settled([order])).get(order.orderId);
    return place === undefined ? here() : await there(this.named(place.ledger));
  }

  /** Works on several orders, each where it is; the answers in sequence. */
  async each<Entry, Answer>(
    entries: readonly Entry[],
    orderOf: (entry: Entry) => PlacedOrder,
    here: (own: readonly Entry[]) => readonly Answer[],
    there: (ledger: OtherLedger, others: readonly Entry[]) => Promise<readonly Answer[]>,
  ): Promise<Answer[]> {
    if (this.#leaving.isEmpty) return [...here(entries)];
    const places = await this.#settled(entries.map(orderOf));
    const answers = new Map<Entry, Answer>();
    const keep = (asked: readonly Entry[], answered: readonly Answer[]) => {
      for (const [index, entry] of asked.entries()) {
        const answer = answered[index];
        if (answer !== undefined) answers.set(entry, answer);
      }
    };
    const byLedger = Map.groupBy(entries, (entry) => places.get(orderOf(entry).orderId)?.ledger ?? null);
    const own = byLedger.get(null) ?? [];
    keep(own, here(own));
    for (const [ledger, others] of byLedger) {
      if (ledger !== null) keep(others, await there(this.named(ledger), others));
    }
    return entries.flatMap((entry) => answers.get(entry) ?? []);
  }

  /** Where orders are, once none of them is under way. @throws when one cannot arrive: the call may be repeated. */
  async #settled(orders: readonly PlacedOrder[]): Promise<Map<string, OtherPlace>> {
    for (let tries = 1; ; tries += 1) {
      const places = this.#leaving.elsewhere(orders);
      const underWay = [...places.values()].filter(({ isUnderWay }) => isUnderWay);
      if (underWay.length === 0) return places;
      if (tries > TRIES) throw new Error(UNDER_WAY);
      for (const ledger of new Set(underWay.map((place) => place.ledger))) await this.#sendTo(ledger);
    }
  }
}
