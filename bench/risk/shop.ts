/** A program with the settings of a new one, that decides orders of the simulation by the service's own functions. */
import { attribute } from "../../domain/attribution/attribute.ts";
import type { Attribution, BindingBid } from "../../domain/attribution/attribution.ts";
import type { EvidenceCoupon } from "../../domain/attribution/evidence.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { type PromoterRef, promoterIdOf } from "../../domain/kernel/ids.ts";
import type { TreeSnapshot } from "../../domain/referral/promoter.ts";
import { displacedTouch } from "../../domain/risk/displaced-touch.ts";
import { type LateFinding, lateRiskTerms } from "../../domain/risk/late-risk.ts";
import { isUnasked } from "../../domain/risk/click-marks.ts";
import { networkOfDay } from "../../domain/risk/network-of-day.ts";
import { riskOf } from "../../domain/risk/risk.ts";
import { creditedTouches } from "../../domain/risk/rules/credited-touches.ts";
import { settingsOf, settingsSchema } from "../../worker/configuration/settings.shapes.ts";
import { JudgedOrder } from "./judged-order.ts";
import type { Journey } from "./journeys.ts";
import { KnownUses } from "./known-uses.ts";

export const SETTINGS = settingsOf(settingsSchema.parse({}));

type Binding = Pick<BindingBid, "promoter"> & { readonly boundAtMs: number };

export class SimulatedShop {
  readonly #snapshots: Map<PromoterRef, TreeSnapshot>;
  readonly #uses = new KnownUses(SETTINGS.attribution.clickLookbackMs);
  readonly #bindings = new Map<string, Binding>();
  readonly #customers = new Set<string>();
  /** Promoters by whom a customer bought, each with it. */
  readonly #soldBy = new Set<string>();
  readonly #orders = new Map<string, JudgedOrder>();

  constructor(promoters: readonly PromoterRef[]) {
    this.#snapshots = new Map(
      promoters.map((ref) => [ref, { ref, memberId: `m-${ref}`, status: "active", uplines: [] }]),
    );
  }

  /** Orders credit it no more. */
  suspend(promoter: PromoterRef): void {
    const snapshot = this.#snapshots.get(promoter);
    if (snapshot !== undefined) this.#snapshots.set(promoter, { ...snapshot, status: "suspended" });
  }

  /** Decides an order; null where no promoter is credited. */
  order(journey: Journey): JudgedOrder | null {
    const attribution = this.#attribute(journey);
    const [credit] = attribution.credits;
    if (credit === undefined) return null;
    const { promoter } = credit;
    const { orderedAtMs, amount } = journey;
    const order = { occurredAtMs: orderedAtMs, amount: amountMinor(amount) };
    const suspect = {
      order,
      attribution,
      places: new Map([[promoter, { ref: promoter, uplines: [] }]]),
      buyer:
        journey.buyer === null ? undefined : { ref: journey.buyer, uplines: [{ ref: journey.promoter }] },
      selfPurchase: SETTINGS.commission.selfPurchase,
      reportedByPage: false,
      policy: SETTINGS.fraud,
      known: this.#uses.before(journey, [promoter]),
    };
    const touch = creditedTouches({ attribution })[0] ?? null;
    const id = String(this.#orders.size);
    const decided = {
      journey,
      id,
      promoter,
      risk: riskOf(suspect),
      clickToOrderMs: touch === null ? null : orderedAtMs - touch.occurredAtMs,
      network: touch === null ? null : networkOfDay(touch),
      isNewCustomer: !journey.isOldCustomer && !this.#customers.has(journey.customer),
      isFirst: !this.#soldBy.has(`${promoter} ${journey.customer}`),
      isCreditTaken: touch !== null && displacedTouch(attribution, touch) !== undefined,
      isUnasked: touch === null ? null : isUnasked(touch),
      dueAtMs: journey.receivedAtMs + SETTINGS.settlement.holdPeriodMs,
    };
    const judged = new JudgedOrder(decided, lateRiskTerms(SETTINGS.fraud));
    this.#orders.set(id, judged);
    this.#note(judged, touch);
    return judged;
  }

  #attribute({ touches, orderedAtMs, customer, promoter, withCoupon }: Journey): Attribution {
    const coupon: EvidenceCoupon | null = withCoupon ? { code: "c", status: "valid", promoter } : null;
    const binding = this.#bindings.get(customer) ?? null;
    const sent = touches.map((touch) => ({ touch, source: "order" }) as const);
    return attribute({
      order: { occurredAtMs: orderedAtMs, customerId: customer },
      evidence: { touches: sent, tokenFaults: [], binding, coupon },
      snapshots: this.#snapshots,
      buyerIsPromoter: null,
      policy: SETTINGS.attribution,
      selfPurchase: SETTINGS.commission.selfPurchase,
    });
  }

  #note(judged: JudgedOrder, touch: ReturnType<typeof creditedTouches>[number] | null): void {
    const { journey, id, promoter, risk } = judged.decided;
    const isDisplacing = risk.reasons.some(({ code }) => code === "credit_displaced");
    const { customer, orderedAtMs } = journey;
    this.#customers.add(customer);
    this.#soldBy.add(`${promoter} ${customer}`);
    if (!this.#bindings.has(customer)) this.#bindings.set(customer, { promoter, boundAtMs: orderedAtMs });
    const { maxCustomersPerClick, maxDevicesPerCustomer } = SETTINGS.fraud;
    const most = { customers: maxCustomersPerClick, devices: maxDevicesPerCustomer };
    const { clicks, browsers } = this.#uses.note(
      { orderId: id, journey, promoter, touch, isDisplacing },
      most,
    );
    const facts = { promoterId: promoterIdOf(promoter), most: most.customers };
    this.#tell(clicks?.orders, orderedAtMs, {
      code: "customers_per_click",
      facts: { ...facts, customers: clicks?.count ?? 0 },
    });
    this.#tell(browsers.orders, orderedAtMs, {
      code: "devices_per_customer",
      facts: { devices: browsers.count, most: most.devices },
    });
  }

  #tell(orders: readonly { readonly orderId: string }[] = [], nowMs: number, finding: LateFinding): void {
    for (const { orderId } of orders) this.#orders.get(orderId)?.note(finding, nowMs);
  }
}
