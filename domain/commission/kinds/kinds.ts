/** Every kind of commission rule by its name. A new one is its file, one line here, and one line for its schema. */
import { namesOf, recordOf } from "../../kernel/records.ts";
import { fixed } from "./fixed.ts";
import { hybrid } from "./hybrid.ts";
import type { Arithmetic, Kind, LineAmount, SoldShare, TermsFault } from "./kind.ts";
import { percentage } from "./percentage.ts";
import { tiered } from "./tiered.ts";

const KINDS = { percentage, fixed, tiered, hybrid } as const;

export type CommissionKind = keyof typeof KINDS;

export const COMMISSION_KINDS = namesOf(KINDS);

export const KINDS_MEAN = recordOf(COMMISSION_KINDS, (kind) => KINDS[kind].means);

/** What a rule of each kind says. */
type Terms = { [K in CommissionKind]: (typeof KINDS)[K] extends Kind<infer Own> ? Own : never };

/** What a rule gives at one level. */
export type LevelRule<K extends CommissionKind = CommissionKind> = {
  [Each in K]: { readonly level: number; readonly kind: Each } & Terms[Each];
}[K];

const BY_NAME: { readonly [K in CommissionKind]: Kind<LevelRule<K>> } = KINDS;

export function lineAmount<K extends CommissionKind>(rule: LevelRule<K>, sold: SoldShare): LineAmount {
  return BY_NAME[rule.kind].lineAmount(rule, sold);
}

export function arithmeticOf<K extends CommissionKind>(
  rule: LevelRule<K>,
  sold: SoldShare,
  line: LineAmount,
): Arithmetic {
  return BY_NAME[rule.kind].arithmetic(rule, sold, line);
}

export function highestRateBps<K extends CommissionKind>(rule: LevelRule<K>): number {
  return BY_NAME[rule.kind].highestRateBps(rule);
}

export function faultIn<K extends CommissionKind>(rule: LevelRule<K>): TermsFault | undefined {
  return BY_NAME[rule.kind].faultIn(rule);
}

/** Whether a rule pays once for the whole order, and not for each item. */
export function isOnceAnOrder<K extends CommissionKind>(rule: LevelRule<K>): boolean {
  return BY_NAME[rule.kind].isOnceAnOrder?.(rule) ?? false;
}
