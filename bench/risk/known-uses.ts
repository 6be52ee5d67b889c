/** Who used which click, browser, address and card so far, as the owners of customers and promoters count it. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type Touch, touchKey } from "../../domain/attribution/touch.ts";
import { CONTACT_KINDS } from "../../domain/order/order.ts";
import { spreadOf, withSold } from "../../domain/risk/amount-spread.ts";
import { displacementsOf, withDisplacements } from "../../domain/risk/displacements.ts";
import type { PromoterKnowledge, RiskKnowledge } from "../../domain/risk/knowledge.ts";
import { noteUse, type Use, type UsedOrder } from "../../domain/risk/uses.ts";
import { type Journey, ownContact } from "./journeys.ts";

/** Orders that a count concerns. */
interface Concerned {
  readonly count: number;
  readonly orders: readonly UsedOrder[];
}

interface NotedOrder {
  readonly orderId: string;
  readonly journey: Journey;
  readonly promoter: PromoterRef;
  /** The click that was credited; null where none decided. */
  readonly touch: Touch | null;
  /** That click took the credit of another promoter's just before the order. */
  readonly isDisplacing: boolean;
}

export class KnownUses {
  readonly #lookbackMs: number;
  readonly #ofClick = new Map<string, Map<string, Use>>();
  readonly #ofCustomer = new Map<string, Map<string, Use>>();
  readonly #ofContact = new Map<string, Set<string>>();
  readonly #displaced = new Map<PromoterRef, string>();
  readonly #logarithms = new Map<PromoterRef, readonly number[]>();

  constructor(lookbackMs: number) {
    this.#lookbackMs = lookbackMs;
  }

  /** What is known when an order comes in. */
  before(journey: Journey, promoters: Iterable<PromoterRef>): RiskKnowledge {
    const { customer, device, orderedAtMs } = journey;
    const browsers = others(this.#ofCustomer.get(customer), device, orderedAtMs);
    return {
      devices: browsers + 1,
      promoters: new Map([...promoters].map((ref) => [ref, this.#ofPromoter(ref, journey)])),
    };
  }

  #ofPromoter(ref: PromoterRef, { touches, customer, contacts, orderedAtMs }: Journey): PromoterKnowledge {
    const logarithms = this.#logarithms.get(ref);
    const keys = touches.filter(({ promoter }) => promoter === ref).map(touchKey);
    const uses = keys.map((key) => [key, others(this.#ofClick.get(key), customer, orderedAtMs)] as const);
    const sharing = CONTACT_KINDS.map((kind) => {
      const users = this.#ofContact.get(`${ref} ${contacts[kind]}`);
      return [kind, (users?.size ?? 0) - (users?.has(customer) === true ? 1 : 0)] as const;
    });
    return {
      ...(logarithms === undefined ? {} : { amounts: spreadOf(logarithms) }),
      displacements: displacementsOf(this.#displaced.get(ref) ?? ""),
      customersOfClick: Object.fromEntries(uses),
      ownContacts: CONTACT_KINDS.filter((kind) => contacts[kind] === ownContact(ref, kind)),
      sharedContacts: Object.fromEntries(sharing),
    };
  }

  /** Takes note of an order. @returns the orders that counts concern by now: of clicks, and of browsers. */
  note(noted: NotedOrder, most: { readonly customers: number; readonly devices: number }) {
    const { orderId, journey, promoter, touch, isDisplacing } = noted;
    if (touch !== null)
      this.#displaced.set(promoter, withDisplacements(this.#displaced.get(promoter) ?? "", [isDisplacing]));
    const { customer, device, contacts, orderedAtMs, amount } = journey;
    this.#logarithms.set(promoter, withSold(this.#logarithms.get(promoter) ?? [], [amount]));
    for (const kind of CONTACT_KINDS) {
      const key = `${promoter} ${contacts[kind]}`;
      const users = this.#ofContact.get(key) ?? new Set();
      if (users.size < LIMITS.customersPerClick) this.#ofContact.set(key, users.add(customer));
    }
    const untilMs = orderedAtMs + this.#lookbackMs;
    const order = (limit: number): UsedOrder => ({ ledger: "", orderId, most: limit });
    const clicks =
      touch === null
        ? null
        : noteIn(
            this.#ofClick,
            touchKey(touch),
            { user: customer, untilMs, order: order(most.customers) },
            orderedAtMs,
            LIMITS.customersPerClick,
          );
    const browsers = noteIn(
      this.#ofCustomer,
      customer,
      { user: device, untilMs, order: order(most.devices) },
      orderedAtMs,
      LIMITS.devicesPerCustomer,
    );
    return { clicks, browsers };
  }
}

function noteIn(
  uses: Map<string, Map<string, Use>>,
  key: string,
  use: Parameters<typeof noteUse>[1],
  nowMs: number,
  most: number,
): Concerned {
  const known = uses.get(key) ?? new Map<string, Use>();
  uses.set(key, known);
  const noted = noteUse([...known.values()], use, nowMs, most + 1);
  if (noted.use !== null) known.set(noted.use.user, noted.use);
  return { count: noted.count, orders: noted.concerned };
}

function others(uses: ReadonlyMap<string, Use> | undefined, user: string, nowMs: number): number {
  if (uses === undefined) return 0;
  return [...uses.values()].filter((use) => use.user !== user && use.untilMs > nowMs).length;
}
