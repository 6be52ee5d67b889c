/**
 * What orders of one call say of those behind them: sales, first orders, bindings and touches, as if each had been told by
 * itself. An order that was known before, or comes twice, has said so already. Touches are said of those before as well,
 * where nobody would earn them: told by themselves, these would be credited once the touches are known.
 */
import type { Decision } from "../../../domain/commission/decision.ts";
import { basesOf } from "../../../domain/commission/credit-split.ts";
import type { PromoterSales } from "../../../domain/commission/promoter-sales.ts";
import type { Evidence, EvidenceTouch } from "../../../domain/attribution/evidence.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { plus, type AmountMinor, ZERO } from "../../../domain/kernel/money.ts";
import type { Order } from "../../../domain/order/order.ts";
import { bindsProvisionally } from "../../../domain/settlement/provisional-binding.ts";
import { touchKey } from "../../../domain/attribution/touch.ts";
import { bindingAt, type BindingSpan, judgeBid } from "../../../domain/referral/binding-rule.ts";

interface Sold {
  readonly month: string;
  readonly amount: AmountMinor;
}

/** What is known of an order before it is decided. */
interface Known {
  readonly evidence: Evidence;
  readonly customerIsNew: boolean;
  readonly customerSinceMs?: number;
  readonly sales: ReadonlyMap<PromoterRef, PromoterSales>;
}

/** An order and what came with it. */
interface Brought {
  readonly order: Pick<Order, "orderId" | "customerId">;
  readonly received: Pick<Evidence, "touches">;
}

export class EarlierOrders {
  readonly #known: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #sold = new Map<PromoterRef, Sold[]>();
  /** When those who bought something did so first. */
  readonly #buyers = new Map<string, number>();
  readonly #bound = new Map<string, BindingSpan[]>();
  /** Who becomes a promoter by one of these orders, with what that one says. */
  readonly #joined = new Set<string>();
  /** What customers' orders brought: from then on their Journeys know it. */
  readonly #journeys = new Map<string, readonly EvidenceTouch[]>();

  /** What the call's orders bring, each for its customer. */
  readonly #brought = new Map<string, readonly EvidenceTouch[]>();

  /** @param known ids of orders that were decided before this call. */
  constructor(known: ReadonlySet<string>, orders: Iterable<Brought> = []) {
    this.#known = known;
    for (const { order, received } of orders) {
      const { orderId, customerId } = order;
      if (customerId === undefined || known.has(orderId)) continue;
      const before = this.#brought.get(customerId) ?? [];
      this.#brought.set(customerId, [...before, ...inJourney(received.touches)]);
    }
  }

  /** What is known of an order, with what those before it say. */
  before<Found extends Known>(order: Order, month: string, found: Found): Found {
    const { customerId } = order;
    const boughtAtMs = customerId === undefined ? undefined : this.#buyers.get(customerId);
    const customerIsNew = found.customerIsNew && boughtAtMs === undefined;
    const { customerSinceMs: sinceMs } = found;
    const since = sinceMs === undefined ? {} : { customerSinceMs: Math.min(sinceMs, boughtAtMs ?? Infinity) };
    const sales = new Map(
      [...found.sales].map(([promoter, known]): [PromoterRef, PromoterSales] => {
        const sold = this.#sold.get(promoter) ?? [];
        return [
          promoter,
          {
            lifetimeSales: sumOnto(known.lifetimeSales, sold),
            monthSales: sumOnto(
              known.monthSales,
              sold.filter((one) => one.month === month),
            ),
          },
        ];
      }),
    );
    return { ...found, customerIsNew, ...since, sales, evidence: this.#evidence(order, found.evidence) };
  }

  /** What is known of an order with what its customer's later orders bring; undefined where they bring nothing of before it. */
  withLater<Found extends Known>({ customerId = "", occurredAtMs }: Order, found: Found): Found | undefined {
    const { touches } = found.evidence;
    const keys = new Set(touches.map(({ touch }) => touchKey(touch)));
    const more = (this.#brought.get(customerId) ?? []).filter(
      ({ touch }) => touch.occurredAtMs <= occurredAtMs && !keys.has(touchKey(touch)),
    );
    if (more.length === 0) return undefined;
    return { ...found, evidence: { ...found.evidence, touches: [...touches, ...more] } };
  }

  /**
   * Takes note of an order as it was decided.
   *
   * @returns its decision beside those before it. A bid that one of them has beaten is not made, and who joins by one of
   *   them does not join by this one. Their ledgers tell the Journey in no certain sequence.
   */
  add(order: Order, found: Pick<Known, "evidence">, decision: Decision): Decision {
    const { orderId, customerId, amount, occurredAtMs } = order;
    if (this.#known.has(orderId) || this.#seen.has(orderId)) return decision;
    this.#seen.add(orderId);
    if (customerId !== undefined && amount > 0) {
      this.#buyers.set(customerId, Math.min(occurredAtMs, this.#buyers.get(customerId) ?? Infinity));
    }
    if (customerId !== undefined) this.#learn(customerId, found.evidence);
    if (decision.risk.verdict === "block") return decision;
    const { credits } = decision.attribution;
    basesOf(order, credits).forEach((base, credit) => {
      const promoter = credits[credit]?.promoter;
      if (promoter === undefined) return;
      const sold = this.#sold.get(promoter) ?? [];
      sold.push({ month: decision.terms.month, amount: base });
      this.#sold.set(promoter, sold);
    });
    return this.#join(order, this.#bind(order, found.evidence, decision));
  }

  #learn(customerId: string, { touches }: Evidence): void {
    this.#journeys.set(customerId, [...(this.#journeys.get(customerId) ?? []), ...inJourney(touches)]);
  }

  #bind({ customerId }: Order, { binding }: Evidence, decision: Decision): Decision {
    const { binding: bid, ...unbound } = decision;
    if (customerId === undefined || bid === undefined || bindsProvisionally(decision)) return decision;
    const bound = this.#bound.get(customerId);
    const timeline = bound ?? spansOf(binding);
    const outcome = judgeBid(timeline, bid, bid.policy);
    const isBeaten = outcome.kind === "refused" && bound !== undefined && bid.policy.mode === "first";
    if (isBeaten) return unbound;
    if (outcome.kind !== "binds" && outcome.kind !== "renews") return decision;
    const protectedForMs = bid.policy.mode === "protected" ? bid.policy.protectionMs : null;
    const { effectiveAtMs } = outcome;
    this.#bound.set(customerId, [
      ...timeline,
      { promoter: bid.promoter, effectiveAtMs, endedAtMs: null, protectedForMs },
    ]);
    return decision;
  }

  /** Once for a customer. Who joins with a binding that waits for a release may join by another order before. */
  #join({ customerId }: Order, decision: Decision): Decision {
    const { joins, ...others } = decision;
    if (customerId === undefined || joins === undefined) return decision;
    if (this.#joined.has(customerId)) return others;
    const isLater = decision.binding !== undefined && bindsProvisionally(decision);
    if (!isLater) this.#joined.add(customerId);
    return decision;
  }

  #evidence({ customerId, occurredAtMs }: Order, received: Evidence): Evidence {
    if (customerId === undefined) return received;
    const evidence = {
      ...received,
      touches: [...received.touches, ...(this.#journeys.get(customerId) ?? [])],
    };
    const timeline = this.#bound.get(customerId);
    const span = timeline === undefined ? undefined : bindingAt(timeline, occurredAtMs);
    if (span === undefined) return evidence;
    return { ...evidence, binding: { promoter: span.promoter, boundAtMs: span.effectiveAtMs } };
  }
}

/** Touches that came with an order, as its customer's next one finds them. */
function inJourney(touches: readonly EvidenceTouch[]): EvidenceTouch[] {
  return touches.flatMap(({ touch, source }): EvidenceTouch[] =>
    source === "order" ? [{ touch, source: "journey" }] : [],
  );
}

/** The binding that the Journey knows stands since it was made. */
function spansOf(binding: Evidence["binding"]): BindingSpan[] {
  if (binding === null) return [];
  return [
    { promoter: binding.promoter, effectiveAtMs: binding.boundAtMs, endedAtMs: null, protectedForMs: null },
  ];
}

function sumOnto(known: AmountMinor, sold: readonly Sold[]): AmountMinor {
  return sold.reduce((sum, { amount }) => plus(sum, amount), known ?? ZERO);
}
