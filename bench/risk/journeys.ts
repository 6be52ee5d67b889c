/** The journeys of a promoter's buyers: whose links they tapped, when they bought, from what, and what became of it. */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { Touch } from "../../domain/attribution/touch.ts";
import { CONTACT_KINDS, type ContactKind } from "../../domain/order/order.ts";
import { type ClickMarks, packMarks } from "../../domain/risk/click-marks.ts";
import type { Chance } from "../../test/support/chance.ts";
import { type Draws, draws } from "../../test/support/risk/draws.ts";
import { DELAY_SPREAD, type Habits, LEAST_DELAY_MS, VISIT_SPREAD } from "./habits.ts";
import type { SimulatedPromoter } from "./crowd.ts";

/** Days on which people order. */
export const DAYS = 56;
/** Midnight of the first day. */
export const BEGINS_AT_MS = Date.UTC(2026, 8, 7);
const LOOKBACK_MS = 30 * DAY_MS;
/** Numbers of promoters who only buy. */
const BUYERS_FROM = 1_000_000;

export interface Journey {
  readonly promoter: PromoterRef;
  readonly isStolen: boolean;
  readonly customer: string;
  /** It bought of the shop before the first day. */
  readonly isOldCustomer: boolean;
  /** The browser that it orders from. */
  readonly device: string;
  readonly touches: readonly Touch[];
  readonly withCoupon: boolean;
  readonly orderedAtMs: number;
  readonly amount: number;
  readonly contacts: Readonly<Record<ContactKind, string>>;
  /** The buyer as a promoter, who stands right below the one that it taps; null: it is none. */
  readonly buyer: PromoterRef | null;
  readonly receivedAtMs: number;
  /** When all of it was given back; null: never. */
  readonly reversedAtMs: number | null;
  readonly clicks: number;
}

/** Journeys that end in the orders of one promoter. @param others whom its buyers may have met before. */
export function journeysOf(
  promoter: SimulatedPromoter,
  others: readonly PromoterRef[],
  chance: Chance,
): Journey[] {
  const { ref, habits, orders, stolen } = promoter;
  const own = new Buyers({ ref, habits, isStolen: false, others, chance }).journeys(orders, 0);
  if (stolen === null) return own;
  const thefts = new Buyers({ ref, habits: stolen.habits, isStolen: true, others, chance });
  return [...own, ...thefts.journeys(stolen.orders, stolen.fromDay)];
}

interface Customer {
  readonly id: string;
  readonly isOld: boolean;
  readonly browsers: readonly string[];
  readonly asPromoter: PromoterRef;
  readonly contacts: Readonly<Record<ContactKind, string>>;
}

interface Trade {
  readonly ref: PromoterRef;
  readonly habits: Habits;
  readonly isStolen: boolean;
  readonly others: readonly PromoterRef[];
  readonly chance: Chance;
}

class Buyers {
  readonly #trade: Trade;
  readonly #draw: Draws;
  readonly #known: Customer[] = [];
  /** The network of its own on each day. */
  readonly #ownNetwork: number;
  #made = 0;

  constructor(trade: Trade) {
    this.#trade = trade;
    this.#draw = draws(trade.chance);
    this.#ownNetwork = trade.chance.between(0, 65_535);
    for (let account = 0; account < (trade.habits.accounts ?? 0); account += 1)
      this.#known.push(this.#customer());
  }

  journeys(orders: number, fromDay: number): Journey[] {
    const { chance, habits } = this.#trade;
    const days = Array.from({ length: habits.sellingDays ?? 0 }, () => chance.between(fromDay, DAYS - 1));
    const times = Array.from({ length: orders }, () => {
      const day = days.length === 0 ? fromDay + chance.next() * (DAYS - fromDay) : chance.oneOf(days);
      return Math.floor(BEGINS_AT_MS + day * DAY_MS + (days.length === 0 ? 0 : chance.next() * DAY_MS));
    }).sort((a, b) => a - b);
    let shared: Touch | null = null;
    return times.map((orderedAtMs, place) => {
      if (habits.ordersPerClick > 1) {
        if (place % habits.ordersPerClick === 0) shared = this.#click(orderedAtMs - 60_000);
        // A token is renewed before its lookback is over.
        if (shared !== null && orderedAtMs - shared.occurredAtMs > LOOKBACK_MS / 2)
          shared = this.#click(orderedAtMs - 60_000);
      }
      return this.#journey(orderedAtMs, shared);
    });
  }

  #journey(orderedAtMs: number, shared: Touch | null): Journey {
    const { ref, habits, isStolen, chance } = this.#trade;
    const customer = this.#buyer();
    const touch = shared ?? this.#click(orderedAtMs - this.#clickToOrderMs());
    const receivedAtMs = orderedAtMs + Math.floor((1.5 + chance.next() * 4) * DAY_MS);
    return {
      promoter: ref,
      isStolen,
      customer: customer.id,
      isOldCustomer: customer.isOld,
      device: chance.hits(habits.freshBrowsers) ? this.#name("browser") : chance.oneOf(customer.browsers),
      touches: [...this.#touchesOfOthers(touch), touch],
      withCoupon: chance.hits(habits.coupons),
      orderedAtMs,
      amount: Math.max(100, Math.round(this.#draw.lognormal(Math.log(habits.amount), 0.6))),
      contacts: customer.contacts,
      buyer: chance.hits(habits.nearInTree) ? customer.asPromoter : null,
      receivedAtMs,
      reversedAtMs: chance.hits(habits.reversed) ? this.#reversal(receivedAtMs) : null,
      clicks: habits.clicksPerOrder * (0.5 + chance.next()),
    };
  }

  /** Who gives back after the release does it as soon as the week of the hold is over. */
  #reversal(receivedAtMs: number): number {
    const { chance, habits } = this.#trade;
    const days = habits.reversedLate ? 7.5 + chance.next() * 6 : 0.5 + chance.next() * 10;
    return receivedAtMs + Math.floor(days * DAY_MS);
  }

  #clickToOrderMs(): number {
    const { chance, habits } = this.#trade;
    if (habits.anywhere) return Math.floor(chance.next() * LOOKBACK_MS);
    if (chance.hits(habits.sameVisit))
      return Math.floor(this.#draw.lognormal(Math.log(habits.visitMs), VISIT_SPREAD));
    const delayMs = this.#draw.lognormal(Math.log(habits.delayMs), DELAY_SPREAD);
    return Math.floor(Math.min(LOOKBACK_MS - 1, Math.max(LEAST_DELAY_MS, delayMs)));
  }

  #click(occurredAtMs: number): Touch {
    const { ref, habits, chance } = this.#trade;
    const isOwnNetwork = chance.hits(habits.oneNetwork);
    const day = Math.floor(occurredAtMs / DAY_MS);
    // The tag of one network is another one each day.
    const ownTag = (this.#ownNetwork + day * 7_919) % 65_536;
    return {
      kind: "click",
      promoter: ref,
      link: ref,
      occurredAtMs,
      nonce: chance.between(0, 65_535),
      marks: packMarks(this.#marks(isOwnNetwork)),
      networkTag: isOwnNetwork ? ownTag : this.#tagOfBuyer(day),
    };
  }

  /** A third sits behind one of some hundred addresses of carriers. */
  #tagOfBuyer(day: number): number {
    const { chance } = this.#trade;
    return chance.hits(0.3)
      ? (chance.between(0, 199) * 331 + day * 7_919) % 65_536
      : chance.between(0, 65_535);
  }

  #marks(isOwnNetwork: boolean): ClickMarks {
    const { habits, chance } = this.#trade;
    const ofPeople = chance.hits(0.4) ? "mobile" : "household";
    const network = isOwnNetwork ? habits.network : ofPeople;
    const asked = chance.hits(0.08) ? "not_sent" : "activated";
    return {
      agent: chance.hits(habits.tools) ? "tool" : chance.oneOf(["browser", "in_app", "in_app"] as const),
      navigation: chance.hits(habits.unasked) ? "not_activated" : asked,
      cookie: "new",
      network: chance.hits(habits.hosting) ? "hosting" : network,
      referrer: "none",
      score: "none",
    };
  }

  #touchesOfOthers({ occurredAtMs }: Touch): Touch[] {
    const { habits, others, ref, chance } = this.#trade;
    if (!chance.hits(habits.touchedByOthers)) return [];
    return Array.from({ length: chance.between(1, 3) }, (): Touch => ({
      kind: "click",
      promoter: chance.oneOf(others),
      link: 1,
      occurredAtMs: occurredAtMs - Math.floor(chance.next() * 20 * DAY_MS) - 1,
      nonce: chance.between(0, 65_535),
    })).filter(({ promoter }) => promoter !== ref);
  }

  #buyer(): Customer {
    const { habits, chance } = this.#trade;
    const again = habits.accounts !== null || chance.hits(habits.returning);
    if (again && this.#known.length > 0) return chance.oneOf(this.#known);
    const customer = this.#customer();
    this.#known.push(customer);
    return customer;
  }

  #customer(): Customer {
    const { ref, habits, chance } = this.#trade;
    const last = this.#known.at(-1);
    const joins = last !== undefined && this.#known.length % habits.household !== 0;
    const contacts = joins ? last.contacts : this.#contacts();
    const browsers = Array.from({ length: chance.between(1, 3) }, () => this.#name("browser"));
    const own = Object.fromEntries(habits.ownContacts.map((kind) => [kind, ownContact(ref, kind)]));
    return {
      id: this.#name("customer"),
      isOld: chance.hits(habits.shopCustomers),
      asPromoter: (BUYERS_FROM + ref * 1_000 + this.#known.length) as PromoterRef,
      browsers: joins ? last.browsers : browsers,
      contacts: { ...contacts, ...own },
    };
  }

  #contacts(): Record<ContactKind, string> {
    const { ref, habits, chance } = this.#trade;
    const [address, payment, device] = CONTACT_KINDS.map((kind) => this.#name(kind));
    const card = habits.cards === null ? payment : `card-${ref}-${chance.between(1, habits.cards)}`;
    return { address: address ?? "", payment: card ?? "", device: device ?? "" };
  }

  #name(of: string): string {
    this.#made += 1;
    return `${of}-${this.#trade.ref}-${this.#trade.isStolen ? "s" : "h"}${this.#made}`;
  }
}

/** What the promoter itself ordered with. */
export function ownContact(promoter: PromoterRef, kind: ContactKind): string {
  return `own-${kind}-${promoter}`;
}
