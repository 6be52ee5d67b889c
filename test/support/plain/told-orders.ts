/**
 * What told orders come to, plain and slow, sharing no code with the domain. Each decided with what those before it left,
 * planned for what it sold at last, and reduced by what was taken back. It knows of no batch, webhook or repeat.
 */
import type { CommissionRule } from "../../../domain/commission/rule.ts";
import type { CommissionPolicy } from "../../../domain/commission/policy.ts";
import type { AttributionPolicy } from "../../../domain/attribution/policy.ts";
import type { EvidenceTouch } from "../../../domain/attribution/evidence.ts";
import type { PromoterSnapshot } from "../../../domain/referral/promoter.ts";
import type { Touch } from "../../../domain/attribution/touch.ts";
import { plainAttribution, plainSplit } from "./attribution.ts";
import { plainPlan } from "./commission.ts";
import { PlainBudgets, type PlainCampaign, type PlainTaken } from "./budgets.ts";
import { type PlainGoods, plainKeptOfOrder, plainLines } from "./goods.ts";
import { PLAIN_MODELS } from "./models.ts";
import type { WorldOrder } from "../telling/world.ts";

export interface PlainProgram {
  readonly attribution: AttributionPolicy;
  readonly commission: CommissionPolicy;
  /** Whether the first who earns an order of a customer has it for ever. */
  readonly binds: boolean;
  readonly rules: readonly CommissionRule[];
  readonly promoters: readonly PromoterSnapshot[];
  /** Coupons that count, and whose they are. */
  readonly coupons: ReadonlyMap<string, number>;
  /** Campaigns that run, since they were made. */
  readonly campaigns: readonly PlainCampaign[];
}

/** A commission by `order/credited/promoter/level`, and what is kept of it. */
export type PlainKept = Record<string, number>;

export interface PlainOutcome {
  readonly kept: PlainKept;
  /** By order; an order of no campaign is absent. */
  readonly taken: Readonly<Record<string, PlainTaken>>;
}

interface Known {
  readonly touches: Touch[];
  boundTo: number | undefined;
  firstAtMs: number | undefined;
}

type Credits = readonly { readonly promoter: number; readonly weightBps: number }[];

/** @param orders in the sequence in which they occurred. */
export function plainOrders(program: PlainProgram, orders: readonly WorldOrder[]): PlainOutcome {
  const kept: PlainKept = {};
  const budgets = new PlainBudgets(program.campaigns);
  const sales = new Map<number, number>();
  const customers = new Map<string, Known>();
  for (const order of orders) {
    const known = knownOf(customers, order.customerId);
    const { credits, basis, own } = attributed(program, order, known);
    const isNew = known !== undefined && known.firstAtMs === undefined;
    const sinceMs =
      known === undefined ? undefined : Math.min(order.occurredAtMs, known.firstAtMs ?? Infinity);
    const planned = ({ amount, items }: PlainGoods) =>
      plainPlan({
        order: { ...bare(order), amount, items: plainLines({ amount, items }) } as never,
        credits: credits as never,
        snapshots: new Map(program.promoters.map((one) => [one.ref, one])),
        policy: program.commission,
        rules: { version: 1, rules: program.rules },
        sales: new Map(
          [...sales].map(([ref, sum]) => [ref, { lifetimeSales: sum, monthSales: sum }]),
        ) as never,
        customerIsNew: isNew,
        ...(sinceMs === undefined ? {} : { customerSinceMs: sinceMs }),
      });
    const within = budgets.spend(order, planned);
    for (const { creditedPromoter, promoter, level, amount } of plainKeptOfOrder(order, within)) {
      if (amount > 0) kept[`${order.orderId}/${creditedPromoter}/${promoter}/${level}`] = amount;
    }
    countSales(sales, order, credits);
    if (known === undefined) continue;
    if (order.amount > 0) known.firstAtMs ??= order.occurredAtMs;
    known.touches.push(...order.journeys.flat());
    if (program.binds && (basis === "touch" || basis === "coupon"))
      known.boundTo ??= leader(program, own, credits, basis);
  }
  return { kept, taken: budgets.taken };
}

function bare({ orderId, customerId, campaignId, occurredAtMs }: WorldOrder) {
  return {
    orderId,
    currency: "CNY",
    occurredAtMs,
    ...(customerId === undefined ? {} : { customerId }),
    ...(campaignId === undefined ? {} : { campaignId }),
  };
}

function knownOf(customers: Map<string, Known>, customerId: string | undefined): Known | undefined {
  if (customerId === undefined) return undefined;
  const known = customers.get(customerId) ?? { touches: [], boundTo: undefined, firstAtMs: undefined };
  customers.set(customerId, known);
  return known;
}

function attributed(program: PlainProgram, order: WorldOrder, known: Known | undefined) {
  const sent = order.journeys.flat().map((touch): EvidenceTouch => ({ touch, source: "order" }));
  const journey = (known?.touches ?? []).map((touch): EvidenceTouch => ({ touch, source: "journey" }));
  const { couponCode: code, customerId } = order;
  const promoter = code === undefined ? undefined : program.coupons.get(code);
  const input = {
    order: bare(order),
    evidence: {
      touches: [...sent, ...journey],
      tokenFaults: [],
      binding: known?.boundTo === undefined ? null : { promoter: known.boundTo, boundAtMs: 0 },
      coupon:
        code === undefined
          ? null
          : promoter === undefined
            ? { code, status: "unknown" }
            : { code, status: "valid", promoter },
    },
    snapshots: new Map(program.promoters.map((one) => [one.ref, one])),
    buyerIsPromoter: program.promoters.find(({ memberId }) => memberId === customerId)?.ref ?? null,
    policy: program.attribution,
    selfPurchase: program.commission.selfPurchase,
  };
  const { basis, credits, touches } = plainAttribution(input as never);
  return { basis, credits, own: touches.filter(({ verdict }) => verdict === "counted") };
}

/** The greatest exact weight, of equals whoever was touched last. */
function leader(
  { attribution: { model, halfLifeMs } }: PlainProgram,
  counted: readonly { readonly promoter: number; readonly atMs: number }[],
  credits: Credits,
  basis: string,
): number | undefined {
  if (basis === "coupon") return credits[0]?.promoter;
  const weights = PLAIN_MODELS[model](counted, halfLifeMs);
  const common = weights.reduce((product, { under }) => product * under, 1n);
  const sums = new Map<number, { sum: bigint; last: number }>();
  counted.forEach(({ promoter }, place) => {
    const { over = 0n, under = 1n } = weights[place] ?? {};
    const sum = (sums.get(promoter)?.sum ?? 0n) + (over * common) / under;
    sums.set(promoter, { sum, last: place });
  });
  const ranked = [...sums].toSorted(([, a], [, b]) =>
    a.sum === b.sum ? b.last - a.last : a.sum < b.sum ? 1 : -1,
  );
  return ranked[0]?.[0];
}

function countSales(sales: Map<number, number>, order: WorldOrder, credits: Credits): void {
  const weights = credits.map(({ weightBps }) => BigInt(weightBps));
  for (const { amount } of plainLines(order)) {
    const parts = credits.length === 0 ? [] : plainSplit(amount, weights);
    credits.forEach(({ promoter }, place) =>
      sales.set(promoter, (sales.get(promoter) ?? 0) + (parts[place] ?? 0)),
    );
  }
}
