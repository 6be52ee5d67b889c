/**
 * Every cent of an order once more, from the explanation's JSON alone, plain and slow, sharing no code with the domain.
 * Credits from touches, bases from credits, lines from rules, the cap, and what refunds left.
 */
import type { AttributionModel } from "../../../domain/attribution/models/models.ts";
import { plainLine, type PlainRule } from "../plain/kinds.ts";
import { PLAIN_MODELS } from "../plain/models.ts";

type Json = Record<string, unknown>;

interface Touch {
  readonly promoterId: string;
  readonly occurredAt: string;
  readonly verdict: string;
  readonly weight: string | null;
}
interface Credit {
  readonly promoterId: string;
  readonly weightBps: number;
}
interface LevelRule extends PlainRule {
  readonly level: number;
}
interface Upline {
  readonly creditedPromoterId: string;
  readonly level: number;
  readonly promoterId: string;
  readonly outcome: string;
  readonly sales?: { readonly lifetimeSales: number; readonly monthSales: number };
}
interface Event {
  readonly eventId: string;
  readonly type: string;
  readonly amount?: number;
  readonly disputeId?: string;
  readonly voids?: string;
  readonly occurredAt: string;
}
export interface ExplanationJson {
  readonly amount: number;
  readonly attribution: {
    readonly model: AttributionModel;
    readonly basis: string;
    readonly windows: { readonly halfLife: string };
    readonly coupon: { readonly promoterId: string | null };
    readonly binding: { readonly promoterId: string | null };
    readonly touches: readonly Touch[];
    readonly credits: readonly Credit[];
  };
  readonly commission: {
    readonly policy: { readonly capBps: number };
    readonly choices: readonly { readonly ruleId: string | null; readonly levels: readonly LevelRule[] }[];
    readonly items: readonly {
      readonly quantity: number;
      readonly amount: number;
      readonly shares: readonly { readonly creditedPromoterId: string; readonly choice: number }[];
    }[];
    readonly uplines: readonly Upline[];
    readonly cap: { readonly budgetGranted: number | null };
    readonly commissions: readonly {
      readonly creditedPromoterId: string;
      readonly level: number;
      readonly unrestored: number;
    }[];
  };
  readonly reversal: {
    readonly applied: number;
    readonly askedOfBudget: number;
    readonly events: readonly Event[];
  };
  readonly risk: { readonly verdict: string };
}

export interface Recomputed {
  readonly promoterId: string;
  readonly creditedPromoterId: string;
  readonly level: number;
  readonly amount: number;
  readonly cut: number;
  readonly kept: number;
}

/** The credits by the touches and the model, or by the coupon or binding that decided. */
export function recomputeCredits({ attribution }: ExplanationJson): Credit[] {
  const { basis, coupon, binding, credits } = attribution;
  if (basis === "none") return [];
  if (basis === "coupon") return [{ promoterId: coupon.promoterId ?? "", weightBps: 10_000 }];
  if (basis === "binding") return [{ promoterId: binding.promoterId ?? "", weightBps: 10_000 }];
  // A manual credit is an operator's word: nothing to compute.
  if (basis === "manual") return [...credits];
  const touches = attribution.touches.filter((touch) => touch.verdict === "counted");
  checkWeights(attribution.model, attribution.windows.halfLife, touches);
  const promoters = [...new Set(touches.map((touch) => touch.promoterId))].map((promoterId) => {
    const own = touches.filter((touch) => touch.promoterId === promoterId && touch.weight !== "0");
    const sum = own.reduce((total, touch) => total + BigInt(touch.weight ?? "0"), 0n);
    return { promoterId, sum, first: Date.parse(own[0]?.occurredAt ?? "") };
  });
  promoters.sort((a, b) => a.first - b.first || numberOf(a.promoterId) - numberOf(b.promoterId));
  const parts = share(
    10_000,
    promoters.map(({ sum }) => sum),
  );
  return promoters
    .map(({ promoterId }, index) => ({ promoterId, weightBps: parts[index] ?? 0 }))
    .filter(({ weightBps }) => weightBps > 0);
}

/** All commissions, by credit, then level. */
export function recomputeCommissions(explanation: ExplanationJson): Recomputed[] {
  const { amount, commission } = explanation;
  const credits = recomputeCredits(explanation);
  const weights = credits.map((credit) => BigInt(credit.weightBps));
  const due: {
    promoterId: string;
    creditedPromoterId: string;
    credit: number;
    level: number;
    amount: number;
    once: number;
  }[] = [];
  credits.forEach(({ promoterId: creditedPromoterId }, credit) => {
    const part = (whole: number) => share(whole, weights)[credit] ?? 0;
    for (const upline of commission.uplines) {
      if (upline.creditedPromoterId !== creditedPromoterId || upline.outcome !== "paid") continue;
      let [total, once] = [0, 0];
      const paid = new Set<string | null>();
      for (const item of commission.items) {
        const own = item.shares.find((candidate) => candidate.creditedPromoterId === creditedPromoterId);
        const choice = commission.choices[own?.choice ?? -1];
        const rule = choice?.levels.find(({ level }) => level === upline.level);
        if (choice === undefined || rule === undefined) continue;
        const line = plainLine(rule, { ...item, part, sales: upline.sales }).amount;
        if (rule.per !== "order") total += line;
        else if (!paid.has(choice.ruleId)) once += line;
        paid.add(choice.ruleId);
      }
      const { promoterId, level } = upline;
      due.push({ promoterId, creditedPromoterId, credit, level, amount: total + once, once });
    }
  });
  const capAmount = Number((BigInt(amount) * BigInt(commission.policy.capBps)) / 10_000n);
  const inTurn = due.toSorted((a, b) => a.level - b.level || a.credit - b.credit);
  let left = capAmount;
  let room = commission.cap.budgetGranted ?? Infinity;
  const granted = new Map<object, number>();
  for (const one of inTurn) {
    const bound = Math.min(one.amount - one.once, left);
    left -= bound;
    const amount = Math.min(bound + one.once, room);
    granted.set(one, amount);
    room -= amount;
  }
  const { unrestoredOf, applied } = recomputeRestoration(explanation);
  return due.map((one) => {
    const earned = granted.get(one) ?? 0;
    const left = earned - unrestoredOf(one.creditedPromoterId, one.level);
    const { credit: _credit, once: _once, ...rest } = one;
    return {
      ...rest,
      amount: earned,
      cut: one.amount - earned,
      kept: keptOf(left, amount, applied, explanation),
    };
  });
}

/** What a budget had no room to restore, and what it is asked for: nothing, unless an event says that it was asked. */
function recomputeRestoration(explanation: ExplanationJson) {
  const { commission, reversal } = explanation;
  const isAsked = reversal.askedOfBudget > 0 || reversal.events.some(({ type }) => type === "restored");
  const unrestoredOf = (creditedPromoterId: string, level: number): number =>
    commission.commissions.find((one) => one.creditedPromoterId === creditedPromoterId && one.level === level)
      ?.unrestored ?? 0;
  if (isAsked) return { unrestoredOf, applied: reversal.applied };
  return { unrestoredOf: () => 0, applied: recomputeReversed(explanation) };
}

/** What refunds, cancellations and lost disputes take back: at most the order. */
export function recomputeReversed({ amount, reversal }: ExplanationJson): number {
  const voided = new Set(
    reversal.events.filter(({ type }) => type === "refund_voided").map(({ voids }) => voids),
  );
  let total = 0;
  for (const event of reversal.events) {
    if (event.type === "reversed") total += amount;
    if (event.type === "refunded" && !voided.has(event.eventId)) total += event.amount ?? amount;
    if (event.type === "cancelled" && !voided.has(event.eventId)) total += amount;
    if (event.type === "dispute_lost") total += event.amount ?? amount;
  }
  return Math.min(total, amount);
}

/** All of it was taken back, which of an order of nothing is no amount. */
function isCalledOff({ reversal }: ExplanationJson): boolean {
  const voided = new Set(reversal.events.map(({ voids }) => voids));
  return reversal.events.some(({ type, eventId, amount }) => {
    const isWhole = type === "cancelled" || (type === "refunded" && amount === undefined);
    return type === "reversed" || (isWhole && !voided.has(eventId));
  });
}

function keptOf(earned: number, amount: number, reversed: number, explanation: ExplanationJson): number {
  const { risk } = explanation;
  if (risk.verdict === "block") return 0;
  if (amount === 0) return isCalledOff(explanation) ? 0 : earned;
  const product = BigInt(earned) * BigInt(amount - reversed);
  return Number((product + BigInt(amount) - 1n) / BigInt(amount));
}

/** The touches' weights are what the model says of their times. */
function checkWeights(model: AttributionModel, halfLife: string, touches: readonly Touch[]): void {
  const last = touches.length - 1;
  const halfLifeMs = Number(/^PT(\d+)S$/.exec(halfLife)?.[1]) * 1_000;
  const times = touches.map(({ occurredAt }) => ({ atMs: Date.parse(occurredAt) }));
  const expected = PLAIN_MODELS[model](times, halfLifeMs).map(
    ({ over, under }) => Number(over) / Number(under),
  );
  const unit = Number(BigInt(touches[last]?.weight ?? "1")) / (expected[last] ?? 1);
  touches.forEach((touch, index) => {
    const weight = Number(BigInt(touch.weight ?? "0"));
    const off = Math.abs(weight / unit - (expected[index] ?? 0));
    if (off > 1e-9)
      throw new Error(`touch ${index} weighs ${weight}, by ${model} ${expected[index]} of ${unit}`);
  });
}

/** Largest remainder: floors, then one unit at a time to the largest remainder left, the first of equals. */
function share(whole: number, weights: readonly bigint[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const parts = weights.map((weight) => Number((BigInt(whole) * weight) / total));
  const rests = weights.map((weight) => (BigInt(whole) * weight) % total);
  for (let left = whole - parts.reduce((sum, part) => sum + part, 0); left > 0; left -= 1) {
    const best = rests.reduce((top, rest, index) => (rest > (rests[top] ?? -1n) ? index : top), 0);
    parts[best] = (parts[best] ?? 0) + 1;
    rests[best] = -1n;
  }
  return parts;
}

function numberOf(promoterId: string): number {
  return Number.parseInt(promoterId.slice(3), 36);
}

/** An explanation as it came, once it is seen to be one. */
export function asExplanation(body: Json): ExplanationJson {
  return body as unknown as ExplanationJson;
}
