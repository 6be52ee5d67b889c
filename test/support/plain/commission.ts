/**
 * Commission plans once more, plain and slow, sharing no code with the domain. BigInt for every product, sorting for
 * every choice, and the cap told the other way round, as what is granted from level 1 up. The two must agree.
 */
import type { PlanInput } from "../../../domain/commission/plan.ts";
import type { CommissionRule } from "../../../domain/commission/rule.ts";
import { plainSplit } from "./attribution.ts";
import { plainLine } from "./kinds.ts";

interface PlainCommission {
  readonly promoter: number;
  readonly creditedPromoter: number;
  readonly credit: number;
  readonly level: number;
  readonly amount: number;
  readonly cut: number;
  readonly lines: readonly {
    readonly productId: string | null;
    readonly ruleId: string;
    readonly isOrder: boolean;
    readonly base: number;
    readonly rateBps: number | null;
    readonly amount: number;
  }[];
}

interface Sold {
  readonly productId?: string;
  readonly categoryId?: string;
  readonly quantity: number;
  readonly amount: number;
}

/** Scopes from the narrowest to the widest: product, category, campaign, tier, each named (y) or not (n). */
const SCOPES = "yyyy yyyn yyny yynn ynyy ynyn ynny ynnn nyyy nyyn nyny nynn nnyy nnyn nnny nnnn".split(" ");

function scopePlace({ scope }: CommissionRule): number {
  const names = [scope.productId, scope.categoryId, scope.campaignId, scope.tier];
  return SCOPES.indexOf(names.map((name) => (name === undefined ? "n" : "y")).join(""));
}

function plainRule(input: PlanInput, sold: Sold, tier: string): CommissionRule | undefined {
  const { order, rules } = input;
  const applies = rules.rules.filter((rule) => {
    const fits = (wanted: string | undefined, has: string | undefined) =>
      wanted === undefined || wanted === has;
    return (
      (rule.validFromMs ?? -Infinity) <= order.occurredAtMs &&
      order.occurredAtMs < (rule.validToMs ?? Infinity) &&
      (rule.customers === "all" || input.customerIsNew === true) &&
      (rule.customerWithin === undefined ||
        (input.customerSinceMs !== undefined &&
          order.occurredAtMs < plainEndMs(input.customerSinceMs, rule.customerWithin))) &&
      fits(rule.scope.productId, sold.productId) &&
      fits(rule.scope.categoryId, sold.categoryId) &&
      fits(rule.scope.campaignId, order.campaignId) &&
      fits(rule.scope.tier, tier)
    );
  });
  return applies.sort(
    (a, b) =>
      b.priority - a.priority ||
      scopePlace(a) - scopePlace(b) ||
      rules.rules.indexOf(b) - rules.rules.indexOf(a),
  )[0];
}

/** Year and month first, then a day that the month has, then the rest. */
function plainEndMs(fromMs: number, { months, restMs }: { months: number; restMs: number }): number {
  const [date = "", time = ""] = new Date(fromMs).toISOString().split("T");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const count = year * 12 + (month - 1) + months;
  const [endYear, endMonth] = [Math.floor(count / 12), (count % 12) + 1];
  const pad = (value: number, length: number) => String(value).padStart(length, "0");
  for (let last = day; ; last -= 1) {
    const text = `${pad(endYear, 4)}-${pad(endMonth, 2)}-${pad(last, 2)}T${time}`;
    const end = Date.parse(text);
    if (!Number.isNaN(end) && new Date(end).getUTCDate() === last) return end + restMs;
  }
}

/** The promoter of each paid level: index 0 is level 1; null where nobody is paid. */
function plainLevels(input: PlanInput, credited: number): (number | null)[] {
  const snapshot = [...input.snapshots.values()].find((one) => one.ref === credited);
  const line = (snapshot?.uplines ?? []).filter((upline) => {
    const isBuyer = upline.memberId === input.order.customerId && !input.policy.selfPurchase;
    return isBuyer || upline.status === "active" || input.policy.inactiveUpline === "forfeit";
  });
  const uplines = line.map((upline) => {
    const isBuyer = upline.memberId === input.order.customerId && !input.policy.selfPurchase;
    return isBuyer || upline.status === "suspended" ? null : upline.ref;
  });
  return [credited, ...uplines].slice(0, input.policy.maxLevels);
}

/** All commissions of an order, by credit and level, after the cap. */
export function plainPlan(input: PlanInput): PlainCommission[] {
  const { order, policy } = input;
  const items: readonly Sold[] = order.items?.length ? order.items : [{ quantity: 1, amount: order.amount }];
  const due: Omit<PlainCommission, "cut">[] = [];
  for (const [credit, { promoter: creditedPromoter }] of input.credits.entries()) {
    const tier = input.snapshots.get(creditedPromoter)?.tier ?? "";
    for (const [index, promoter] of plainLevels(input, creditedPromoter).entries()) {
      if (promoter === null) continue;
      const lines: PlainCommission["lines"][number][] = [];
      for (const sold of items) {
        const rule = plainRule(input, sold, tier);
        const level = rule?.levels.find((one) => one.level === index + 1);
        if (rule === undefined || level === undefined) continue;
        const weights = input.credits.map((one) => BigInt(one.weightBps));
        const part = (whole: number) => plainSplit(whole, weights)[credit] ?? 0;
        const sales = [...(input.sales ?? [])].find(([ref]) => ref === promoter)?.[1];
        const isOrder = "per" in level && level.per === "order";
        if (isOrder && lines.some((line) => line.isOrder && line.ruleId === rule.id)) continue;
        lines.push({
          productId: isOrder ? null : (sold.productId ?? null),
          ruleId: rule.id,
          isOrder,
          base: part(isOrder ? order.amount : sold.amount),
          ...plainLine(level, { ...sold, part, sales }),
        });
      }
      if (lines.length === 0) continue;
      const amount = lines.reduce((sum, line) => sum + line.amount, 0);
      due.push({ promoter, creditedPromoter, credit, level: index + 1, amount, lines });
    }
  }
  let left = Number((BigInt(order.amount) * BigInt(policy.capBps)) / 10_000n);
  const granted = new Map<object, number>();
  for (const level of [1, 2, 3]) {
    for (const one of due.filter((candidate) => candidate.level === level)) {
      const once = one.lines.reduce((sum, line) => sum + (line.isOrder ? line.amount : 0), 0);
      const grant = Math.min(one.amount - once, left);
      granted.set(one, once + grant);
      left -= grant;
    }
  }
  return due.map((one) => {
    const amount = granted.get(one) ?? 0;
    return { ...one, amount, cut: one.amount - amount };
  });
}
