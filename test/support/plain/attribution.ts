/**
 * Attribution once more, plain and slow, sharing no code with the domain: exact fractions, and a loop for every rule of
 * the contract. The two must agree.
 */
import type { AttributeInput } from "../../../domain/attribution/attribute.ts";
import type { EvidenceTouch } from "../../../domain/attribution/evidence.ts";
import type { AttributionPolicy } from "../../../domain/attribution/policy.ts";
import { PLAIN_MODELS } from "./models.ts";

interface PlainTouch {
  readonly kind: string;
  readonly promoter: number;
  readonly link: number;
  readonly atMs: number;
  readonly nonce: number;
  readonly fromOrder: boolean;
}

interface PlainAttribution {
  readonly basis: string;
  readonly credits: readonly { readonly promoter: number; readonly weightBps: number }[];
  readonly coupon: string;
  readonly binding: string;
  /** Every distinct touch, oldest first, with its verdict. */
  readonly touches: readonly (PlainTouch & { readonly verdict: string })[];
}

/** Parts of `whole` by largest remainder: floors first, then one unit at a time to the largest remainder left. */
export function plainSplit(whole: number, weights: readonly bigint[]): number[] {
  let total = 0n;
  for (const weight of weights) total += weight;
  const parts = weights.map((weight) => Number((BigInt(whole) * weight) / total));
  const given = new Set<number>();
  while (parts.reduce((sum, part) => sum + part, 0) < whole) {
    let best = -1;
    let most = -1n;
    for (const [index, weight] of weights.entries()) {
      const remainder = (BigInt(whole) * weight) % total;
      if (!given.has(index) && remainder > most) [best, most] = [index, remainder];
    }
    given.add(best);
    parts[best] = (parts[best] ?? 0) + 1;
  }
  return parts;
}

/** The credits for sorted touches: promoters by first touch with weight, then number. */
function plainCredits(touches: readonly PlainTouch[], policy: AttributionPolicy) {
  const weights = PLAIN_MODELS[policy.model](touches, policy.halfLifeMs);
  const common = weights.reduce(
    (product, { under }) => (product % under === 0n ? product : product * under),
    1n,
  );
  const promoters = [...new Set(touches.map((touch) => touch.promoter))]
    .map((promoter) => {
      const own = touches
        .map((touch, index) => ({ touch, weight: weights[index] ?? { over: 0n, under: 1n } }))
        .filter(({ touch, weight }) => touch.promoter === promoter && weight.over > 0n);
      const sum = own.reduce((total, { weight }) => total + (weight.over * common) / weight.under, 0n);
      return { promoter, sum, first: own[0]?.touch.atMs ?? 0 };
    })
    .filter(({ sum }) => sum > 0n)
    .sort((a, b) => a.first - b.first || a.promoter - b.promoter);
  if (promoters.length === 0) return [];
  const parts = plainSplit(
    10_000,
    promoters.map(({ sum }) => sum),
  );
  return promoters
    .map(({ promoter }, index) => ({ promoter, weightBps: parts[index] ?? 0 }))
    .filter(({ weightBps }) => weightBps > 0);
}

function plainTouches(evidence: readonly EvidenceTouch[]): PlainTouch[] {
  const distinct: PlainTouch[] = [];
  for (const { touch, source } of evidence) {
    const { kind, promoter, link, occurredAtMs: atMs, nonce } = touch;
    const same = distinct.findIndex((one) => {
      const alike = one.kind === kind && one.promoter === promoter && one.link === link;
      return alike && one.atMs === atMs && one.nonce === nonce;
    });
    const fromOrder = source === "order" || distinct[same]?.fromOrder === true;
    const plain = { kind, promoter, link, atMs, nonce, fromOrder };
    if (same === -1) distinct.push(plain);
    else distinct[same] = plain;
  }
  const spelling = (one: PlainTouch) => `${one.kind[0]}:${one.link}:${one.atMs}:${one.nonce}:${one.promoter}`;
  return distinct.sort((a, b) => {
    if (a.atMs !== b.atMs) return a.atMs - b.atMs;
    if (a.promoter !== b.promoter) return a.promoter - b.promoter;
    return spelling(a) < spelling(b) ? -1 : 1;
  });
}

function promoterProblem(promoter: number, input: AttributeInput): string | null {
  for (const snapshot of input.snapshots.values()) {
    if (snapshot.ref !== promoter) continue;
    if (snapshot.memberId === input.order.customerId && !input.selfPurchase) return "self";
    return snapshot.status === "suspended" ? "suspended_promoter" : null;
  }
  return "unknown_promoter";
}

function touchProblem(touch: PlainTouch, input: AttributeInput): string | null {
  const o = input.order.occurredAtMs;
  const { clickLookbackMs, impressionLookbackMs } = input.policy;
  if (touch.kind === "impression" && impressionLookbackMs === 0) return "impression_not_credited";
  const lookback = touch.kind === "impression" ? impressionLookbackMs : clickLookbackMs;
  const latest = touch.fromOrder ? o + 60_000 : o;
  if (!(touch.atMs <= latest)) return "after_order";
  if (!(o < touch.atMs + lookback)) return "outside_lookback";
  return promoterProblem(touch.promoter, input);
}

/** The whole attribution, before evidence is bounded. */
export function plainAttribution(input: AttributeInput): PlainAttribution {
  const { coupon, binding } = input.evidence;
  const problems = plainTouches(input.evidence.touches).map((touch) => ({
    touch,
    problem: touchProblem(touch, input),
  }));
  const anyClick = problems.some(({ touch, problem }) => touch.kind === "click" && problem === null);
  const judged = problems.map(({ touch, problem }) => {
    return {
      touch,
      problem: problem ?? (anyClick && touch.kind !== "click" ? "impression_not_credited" : null),
    };
  });
  const eligible = judged.filter(({ problem }) => problem === null).map(({ touch }) => touch);

  let couponProblem: string | null = "none";
  if (coupon?.status === "unknown") couponProblem = "unknown_coupon";
  if (coupon?.status === "expired") couponProblem = "expired_coupon";
  if (coupon?.status === "valid") couponProblem = promoterProblem(coupon.promoter, input);
  let bindingProblem: string | null = "none";
  if (binding !== null) bindingProblem = promoterProblem(binding.promoter, input);
  if (binding !== null && input.buyerIsPromoter !== null) bindingProblem = "buyer_is_promoter";

  let basis = "none";
  for (const step of [...input.policy.precedence].reverse()) {
    if (step === "coupon" && couponProblem === null) basis = "coupon";
    if (step === "binding" && bindingProblem === null) basis = "binding";
    if (step === "touch" && eligible.length > 0) basis = "touch";
  }
  const whole = (promoter: number) => [{ promoter, weightBps: 10_000 }];
  const weights = PLAIN_MODELS[input.policy.model](eligible, input.policy.halfLifeMs);
  const unless = (step: string) => (basis === step ? "counted" : "not_reached");
  return {
    basis,
    credits:
      basis === "coupon" && coupon?.status === "valid"
        ? whole(coupon.promoter)
        : basis === "binding" && binding !== null
          ? whole(binding.promoter)
          : basis === "touch"
            ? plainCredits(eligible, input.policy)
            : [],
    coupon: couponProblem ?? unless("coupon"),
    binding: bindingProblem ?? unless("binding"),
    touches: judged.map(({ touch, problem }) => {
      if (problem !== null) return { ...touch, verdict: problem };
      if (basis !== "touch") return { ...touch, verdict: "not_reached" };
      return { ...touch, verdict: weights[eligible.indexOf(touch)]?.over === 0n ? "superseded" : "counted" };
    }),
  };
}
