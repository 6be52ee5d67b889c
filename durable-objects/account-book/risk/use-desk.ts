/** Counts customers of clicks as ledgers tell of them, and tells ledgers of the orders that a count concerns. */
import { promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { spreadOf, withSold } from "../../../domain/risk/amount-spread.ts";
import { displacementsOf, withDisplacements } from "../../../domain/risk/displacements.ts";
import type { PromoterKnowledge } from "../../../domain/risk/knowledge.ts";
import { noteUse } from "../../../domain/risk/uses.ts";
import type { OutboxStorage } from "../../delivery/outbox-storage.ts";
import type { SalesRow, UsedRow } from "../../delivery/rows.ts";
import type { NetworkStorage } from "./network-storage.ts";
import type { OrderInQuestion } from "./order-in-question.ts";
import { NO_ORDERS, type UseStorage, type UsualOrders } from "./use-storage.ts";

/** A promoter of whom an order asks. */
interface UseQuery extends OrderInQuestion {
  readonly promoter: PromoterRef;
}

export class UseDesk {
  readonly #storage: UseStorage;
  readonly #networks: NetworkStorage;
  readonly #outbox: OutboxStorage;
  #hasFound = false;

  constructor(storage: UseStorage, networks: NetworkStorage, outbox: OutboxStorage) {
    this.#storage = storage;
    this.#networks = networks;
    this.#outbox = outbox;
  }

  /** Whether ledgers are to be told something since this was last asked. */
  hasFound(): boolean {
    const found = this.#hasFound;
    this.#hasFound = false;
    return found;
  }

  /** Counts a use. Run it in the transaction of the delivery. */
  apply(row: UsedRow, ledger: string, nowMs: number): void {
    const { promoter, customer, click, orderId, most, untilMs, isOwn } = row;
    for (const [kind, contact] of Object.entries(row.contacts)) {
      const use = { promoter, kind, contact, customer };
      this.#storage.putContact(use, isOwn, untilMs, LIMITS.customersPerClick);
    }
    if (click === null) return;
    const order = { ledger, orderId, most };
    const known = this.#storage.of(click);
    const noted = noteUse(known, { user: customer, untilMs, order }, nowMs, LIMITS.customersPerClick + 1);
    if (noted.use !== null) this.#storage.put(click, noted.use);
    for (const one of noted.concerned) {
      this.#hasFound = true;
      const facts = { promoterId: promoterIdOf(promoter), customers: noted.count, most: one.most };
      const finding = { code: "customers_per_click", facts } as const;
      this.#outbox.append(one.ledger, [{ type: "risk_found", orderId: one.orderId, finding, atMs: nowMs }]);
    }
  }

  /** Takes note of what a promoter's orders are as a rule. Run it in the transaction of the delivery. */
  learn(sales: readonly SalesRow[], uses: readonly UsedRow[]): void {
    const sold = Map.groupBy(
      sales.filter(({ change }) => change > 0),
      ({ promoter }) => promoter,
    );
    const byClick = Map.groupBy(
      uses.filter(({ isDisplacing }) => isDisplacing !== undefined),
      ({ promoter }) => promoter,
    );
    const promoters = [...new Set([...sold.keys(), ...byClick.keys()])];
    if (promoters.length === 0) return;
    const known = this.#storage.usual(promoters);
    const after = promoters.map((promoter): [PromoterRef, UsualOrders] => {
      const { logarithms, displaced } = known.get(promoter) ?? NO_ORDERS;
      const amounts = (sold.get(promoter) ?? []).map(({ change }) => change);
      const displacing = (byClick.get(promoter) ?? []).map(({ isDisplacing }) => isDisplacing === true);
      return [
        promoter,
        {
          logarithms: withSold(logarithms, amounts),
          displaced: withDisplacements(displaced, displacing),
        },
      ];
    });
    this.#storage.putUsual(new Map(after));
  }

  /** Adds to answers what is known where an order is in question. Few statements, however many there are. */
  beside<Answer extends object>(
    answers: readonly Answer[],
    asked: readonly { readonly promoter: PromoterRef; readonly order?: OrderInQuestion }[],
    nowMs: number,
  ): (Answer & { readonly known?: PromoterKnowledge })[] {
    const known = this.#known(
      asked.flatMap(({ promoter, order }) => (order === undefined ? [] : [{ promoter, ...order }])),
      nowMs,
    ).values();
    return answers.map((answer, place) => {
      const next = asked[place]?.order === undefined ? undefined : known.next().value;
      return next === undefined ? answer : { ...answer, known: next };
    });
  }

  #known(queries: readonly UseQuery[], nowMs: number): PromoterKnowledge[] {
    if (queries.length === 0) return [];
    const promoters = [...new Set(queries.map(({ promoter }) => promoter))];
    const usual = this.#storage.usual(promoters);
    const payees = this.#storage.payeeTags(promoters);
    const clicks = this.#clicks(queries, nowMs);
    const contacts = this.#contacts(queries, nowMs);
    const networks = this.#ownNetworks(queries);
    return queries.map(({ promoter }, key): PromoterKnowledge => {
      const orders = usual.get(promoter);
      const payee = payees.get(promoter);
      return {
        ...(orders === undefined ? {} : usuallyOf(orders)),
        ...(payee === undefined ? {} : { payee }),
        ...clicks.get(key),
        ...contacts.get(key),
        ...networks.get(key),
      };
    });
  }

  #clicks(
    queries: readonly UseQuery[],
    nowMs: number,
  ): Map<number, Pick<PromoterKnowledge, "customersOfClick">> {
    const asked = queries.flatMap(({ customer, clicks }, key) =>
      customer === null ? [] : clicks.map((click) => ({ key, click, customer })),
    );
    if (asked.length === 0) return new Map();
    const found = Map.groupBy(this.#storage.customersOf(asked, nowMs), ({ key }) => key);
    return new Map(
      [...found].map(([key, counts]) => [
        key,
        { customersOfClick: Object.fromEntries(counts.map(({ click, customers }) => [click, customers])) },
      ]),
    );
  }

  #ownNetworks(queries: readonly UseQuery[]): Map<number, Pick<PromoterKnowledge, "networks">> {
    const asked = queries.flatMap(({ promoter, networks = [] }, key) =>
      networks.map((network) => ({ key, promoter, network })),
    );
    if (asked.length === 0) return new Map();
    const found = Map.groupBy(this.#networks.ownOf(asked), ({ key }) => key);
    return new Map([...found].map(([key, own]) => [key, { networks: own.map(({ network }) => network) }]));
  }

  #contacts(
    queries: readonly UseQuery[],
    nowMs: number,
  ): Map<number, Pick<PromoterKnowledge, "ownContacts" | "sharedContacts">> {
    const asked = queries.flatMap(({ promoter, customer, contacts }, key) =>
      Object.entries(contacts).map(([kind, contact]) => {
        return { key, promoter, kind, contact, customer: customer ?? "" };
      }),
    );
    if (asked.length === 0) return new Map();
    const found = Map.groupBy(this.#storage.contactsOf(asked, nowMs), ({ key }) => key);
    return new Map(
      [...found].map(([key, counts]) => {
        const shared = counts.filter(({ isOwn }) => isOwn === 0);
        return [
          key,
          {
            ownContacts: counts.filter(({ isOwn }) => isOwn === 1).map(({ kind }) => kind),
            sharedContacts: Object.fromEntries(shared.map(({ kind, customers }) => [kind, customers])),
          },
        ];
      }),
    );
  }
}

function usuallyOf({ logarithms, displaced }: UsualOrders): PromoterKnowledge {
  return { amounts: spreadOf(logarithms), displacements: displacementsOf(displaced) };
}
