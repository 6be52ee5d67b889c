/**
 * A promoter's own part of an explanation: what concerns its own touches and commissions, and nobody else's. Of an order that
 * it earns nothing of, a promoter learns that others earned it, and not what was bought.
 */
import type { Language } from "../../domain/kernel/language.ts";
import { OTHERS_EARNED, TEAM_EARNED } from "./attribution-texts.ts";
import type { WireExplanation } from "./explanation.shapes.ts";

/** All but the sentences, which are made of it. */
type Numbers = Omit<WireExplanation, "summary">;

/** The part of one promoter, or null when it has none: then the order is not its to see. */
export function ownExplanation(whole: Numbers, promoterId: string, language: Language): Numbers | null {
  const { attribution, commission } = whole;
  const isOwn = (entry: { readonly promoterId: string | null }) => entry.promoterId === promoterId;
  const touches = attribution.touches.filter(isOwn);
  const uplines = commission.uplines.filter(isOwn);
  const hasPart =
    touches.length > 0 || uplines.length > 0 || isOwn(attribution.coupon) || isOwn(attribution.binding);
  if (!hasPart) return null;
  const plans = ownPlans(commission, uplines, isOwn);
  const elsewhere = (plans.commissions.length > 0 ? TEAM_EARNED : OTHERS_EARNED)[language];
  const part = {
    ...whole,
    customerId: null,
    attribution: ownAttribution(attribution, touches, { isOwn, elsewhere }),
    risk: ownRisk(whole.risk),
  };
  if (plans.commissions.length > 0) return { ...part, commission: plans, reversal: ownReversal(whole) };
  const hidden = { campaignId: null, customerIsNew: null, customerSince: null, choices: [], items: [] };
  return { ...part, amount: null, commission: { ...plans, ...hidden }, reversal: null, risk: null };
}

/** The codes alone. Of others' orders nothing: what they are suspected of is between them and their merchant. */
function ownRisk(risk: Numbers["risk"]): Numbers["risk"] {
  if (risk === null) return null;
  const { verdict, observed } = risk;
  const reasons = risk.reasons.map(({ code }) => ({ code }));
  // Who does not hear that a program only observes would take an order for held that is not.
  return { verdict, score: null, reasons, ...(observed === undefined ? {} : { observed }) };
}

function ownReversal({ reversal }: Numbers): WireExplanation["reversal"] {
  return reversal === null ? null : { ...reversal, askedOfBudget: 0, events: reversal.events.map(ownEvent) };
}

/** Without an operator's reason; what a budget was asked for and granted would tell what others got. */
function ownEvent({ reason: _reason, wanted, amount, risk, ...whole }: WireEvent): WireEvent {
  const event = risk === undefined ? whole : { ...whole, risk: { code: risk.code } };
  return amount === undefined || wanted !== undefined ? event : { ...event, amount };
}

type WireEvent = NonNullable<WireExplanation["reversal"]>["events"][number];

type IsOwn = (entry: { readonly promoterId: string | null }) => boolean;

function ownAttribution(
  attribution: WireExplanation["attribution"],
  touches: WireExplanation["attribution"]["touches"],
  { isOwn, elsewhere }: { readonly isOwn: IsOwn; readonly elsewhere: string },
): WireExplanation["attribution"] {
  const { coupon, binding, weighing, credits } = attribution;
  const isCredited = credits.some(isOwn);
  return {
    ...attribution,
    why: isCredited || credits.length === 0 ? attribution.why : elsewhere,
    // Of others only that a step yielded is said, not who stood there.
    coupon: isOwn(coupon) ? coupon : { code: null, promoterId: null, verdict: coupon.verdict },
    binding: isOwn(binding) ? binding : { promoterId: null, verdict: binding.verdict },
    tokenFaults: [],
    unreadable: [],
    touches: touches.map((touch) => ({ ...touch, marks: null })),
    furtherTouches: {},
    weighing: weighing === null ? null : { ...weighing, shares: weighing.shares.filter(isOwn) },
    credits: credits.filter(isOwn),
    late: isCredited ? ownLate(attribution.late) : null,
  };
}

/** Without an operator's reason. */
function ownLate(late: WireExplanation["attribution"]["late"]): WireExplanation["attribution"]["late"] {
  return late === null ? null : { by: late.by, at: late.at };
}

/** Items and rules of the credited promoters whose orders pay this one; the cap would tell what others got. */
function ownPlans(
  plans: WireExplanation["commission"],
  uplines: WireExplanation["commission"]["uplines"],
  isOwn: IsOwn,
): WireExplanation["commission"] {
  const lines = new Set(uplines.map((upline) => upline.creditedPromoterId));
  const items = plans.items.map((item) => ({
    ...item,
    shares: item.shares.filter((share) => lines.has(share.creditedPromoterId)),
  }));
  const used = [...new Set(items.flatMap((item) => item.shares.map((share) => share.choice)))];
  return {
    ...plans,
    choices: used.flatMap((place) => plans.choices[place] ?? []),
    items: items.map((item) => ({
      ...item,
      shares: item.shares.map((share) => ({ ...share, choice: used.indexOf(share.choice) })),
    })),
    uplines,
    commissions: plans.commissions.filter(isOwn),
    cap: null,
  };
}
