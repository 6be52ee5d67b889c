/** Orders and decisions as merchants could have proposed them, drawn by chance. */
import type { Decision } from "../../../domain/commission/decision.ts";
import { amountMinor, ZERO } from "../../../domain/kernel/money.ts";
import { WEIGHTS } from "../../../domain/risk/codes.ts";
import type { LateRiskTerms } from "../../../domain/risk/late-risk.ts";
import { riskBy } from "../../../domain/risk/risk.ts";
import type { Order, OrderItem } from "../../../domain/order/order.ts";
import type { ProposedOrder } from "../../../durable-objects/commission-ledger/order-storage.ts";
import type { Chance } from "../../support/chance.ts";
import { linesOver } from "./amendments.ts";
import { type Cast, HOUR_MS } from "./cast.ts";

/** A proposal of an order, decided in some way. */
export function drawProposal(
  chance: Chance,
  cast: Cast,
  { orderId, slot, nowMs }: { readonly orderId: string; readonly slot: number; readonly nowMs: number },
): ProposedOrder {
  const amount = amountMinor(chance.hits(0.05) ? 0 : chance.between(1, 100_000));
  const customer = chance.hits(0.6) ? `customer-${chance.between(0, 5)}` : undefined;
  const items = chance.hits(0.3) ? drawItems(chance, amount) : [];
  const order: Order = {
    orderId,
    amount,
    ...(items.length === 0 ? {} : { items }),
    currency: "CNY",
    occurredAtMs: nowMs - chance.between(0, HOUR_MS),
    ...(customer === undefined ? {} : { customerId: customer }),
  };
  const journey = customer === undefined ? null : cast.journeyOf(customer);
  const evidence = { touches: [], tokenFaults: [], couponCode: null, gatheredAtMs: order.occurredAtMs };
  return { order, slot, journey, decision: drawDecision(chance, cast, order), evidence };
}

/** What an order sold: one to three products, some of them for nothing, that sum to its amount. */
export function drawItems(chance: Chance, amount: number): OrderItem[] {
  const first = chance.between(0, amount);
  const second = chance.between(0, amount - first);
  const amounts = chance.hits(0.3) ? [first, amount - first] : [first, second, amount - first - second];
  return amounts.map((each, place) => ({ productId: `product-${place}`, quantity: 1, amount: each }));
}

/** A decision as the pure core could have made it. */
export function drawDecision(chance: Chance, cast: Cast, order: Order): Decision {
  // What late evidence earns is decided by the service: not under a budget, which the plain model could not follow.
  const mayComeLate = cast.losesObjects && cast.campaigns.length === 0;
  const fewest = order.customerId === undefined || mayComeLate ? 0 : 1;
  const credited = Array.from({ length: chance.between(fewest, 3) }, () => chance.oneOf(cast.promoters));
  const promoters = [...new Set(credited)];
  // An order of nothing is paid for once, which the plain model of budgets does not follow.
  const isLead = order.amount === 0 && cast.campaigns.length === 0;
  const commissions = promoters.flatMap((creditedPromoter, credit) =>
    cast.lineOf(creditedPromoter).map((promoter, place) => {
      const amount = amountMinor(
        isLead ? chance.between(0, 900) : Math.floor((order.amount * chance.between(0, 1_500)) / 10_000),
      );
      const lines = linesOver(order, amount);
      return { promoter, creditedPromoter, credit, level: place + 1, amount, cut: ZERO, lines };
    }),
  );
  const [first] = promoters;
  const policy = { mode: chance.oneOf(["first", "last"] as const), protectionMs: 0 };
  return {
    attribution: {
      model: "linear",
      basis: first === undefined ? "none" : "touch",
      credits: promoters.map((promoter, place) => ({
        promoter,
        weightBps: Math.floor(10_000 / promoters.length) + (place === 0 ? 10_000 % promoters.length : 0),
      })),
      touches: [],
      furtherTouches: {},
      tokenFaults: [],
      binding: { promoter: null, verdict: "none" },
      coupon: { code: null, promoter: null, verdict: "none" },
    },
    commissions,
    levels: [],
    capAmount: amountMinor(order.amount),
    risk: drawRisk(chance),
    terms: drawTerms(chance),
    ...(cast.campaigns.length > 0 && chance.hits(0.7) ? { campaignId: chance.oneOf(cast.campaigns).id } : {}),
    ...(first === undefined || order.customerId === undefined
      ? {}
      : { binding: { promoter: first, effectiveAtMs: order.occurredAtMs, policy } }),
  };
}

/** Some orders are reviewed, some are by programs that only observe, some were stored by an older version. */
function drawRisk(chance: Chance): Decision["risk"] {
  if (chance.hits(0.05)) return { verdict: "block", score: 0, reasons: [] };
  if (chance.hits(0.03))
    return { verdict: "review", reasons: ["buyer_near_promoter"] } as unknown as Decision["risk"];
  const found = (["order_too_soon", "credit_displaced", "near_in_tree", "page_reported"] as const).filter(
    () => chance.hits(0.08),
  );
  const risk = riskBy(found.map((code) => ({ code, weight: WEIGHTS[code], facts: {} })));
  const isObserved = chance.hits(0.2) && !found.includes("page_reported");
  return isObserved ? { ...risk, isObserved } : risk;
}

function drawTerms(chance: Chance): Decision["terms"] {
  return {
    settingsVersion: 1,
    rulesVersion: 1,
    tiersVersion: 0,
    month: "2026-11",
    customerIsNew: false,
    attribution: {
      model: "linear",
      clickLookbackMs: HOUR_MS,
      impressionLookbackMs: 0,
      halfLifeMs: HOUR_MS,
      // What is decided anew goes by them: as in a program, a binding may earn it.
      precedence: ["coupon", "binding", "touch"],
      graceMs: 0,
      acceptPixelToken: false,
    },
    commission: { maxLevels: 3, capBps: 10_000, selfPurchase: true, inactiveUpline: "forfeit" },
    settlement: {
      holdPeriodMs: chance.oneOf([0, 60_000, HOUR_MS, 4 * HOUR_MS]),
      holdStartsAt: chance.oneOf(["received", "paid"]),
      autoReceiveAfterMs: chance.oneOf([null, 2 * HOUR_MS]),
    },
    ...(chance.hits(0.1) ? {} : { fraud: drawFraud(chance) }),
  };
}

function drawFraud(chance: Chance): LateRiskTerms {
  return {
    mode: chance.hits(0.2) ? "observe" : "enforce",
    maxCustomersPerClick: chance.between(1, 3),
    maxDevicesPerCustomer: chance.between(1, 3),
    reviewWithinMs: chance.oneOf([60_000, 2 * HOUR_MS, 7 * 24 * HOUR_MS]),
    weights: WEIGHTS,
  };
}
