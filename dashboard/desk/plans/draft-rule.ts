/** A rule while it is edited: what is typed, until it is a rule of the API. */
import type { Schemas } from "../../common/api/client.ts";
import { amountField, amountOf } from "../../common/money.ts";
import { rateField, rateOf } from "../../common/rates.ts";

export type Rule = Schemas["CommissionRule"];
type Level = Rule["levels"][number];

export const SCOPES = ["productId", "categoryId", "campaignId", "tier"] as const;

/** A level as it is typed. Kinds that have no form stay as they are. */
export type DraftLevel =
  | {
      readonly kind: "percentage" | "fixed";
      readonly level: number;
      readonly typed: string;
      readonly rest: Partial<Level>;
    }
  | { readonly kind: "kept"; readonly level: number; readonly saved: Level };

export interface DraftRule {
  /** Tells rules apart while their ids are typed. */
  readonly key: number;
  readonly id: string;
  readonly priority: string;
  readonly customers: NonNullable<Rule["customers"]>;
  readonly scope: Readonly<Record<(typeof SCOPES)[number], string>>;
  readonly levels: readonly DraftLevel[];
  /** Members that have no form. */
  readonly rest: Partial<Rule>;
}

export function draftOf(rule: Rule, key: number, currency: string): DraftRule {
  const { id, priority = 0, customers = "all", scope = {}, levels, ...rest } = rule;
  const named = Object.fromEntries(SCOPES.map((name) => [name, scope[name] ?? ""])) as DraftRule["scope"];
  return {
    key,
    id,
    priority: String(priority),
    customers,
    scope: named,
    levels: levels.map((level) => levelDraft(level, currency)),
    rest,
  };
}

function levelDraft(saved: Level, currency: string): DraftLevel {
  if (saved.kind === "percentage") {
    const { kind, level, rateBps, ...rest } = saved;
    return { kind, level, typed: rateField(rateBps), rest };
  }
  if (saved.kind === "fixed") {
    const { kind, level, amount, ...rest } = saved;
    return { kind, level, typed: amountField(amount, currency), rest };
  }
  return { kind: "kept", level: saved.level, saved };
}

export function newDraft(key: number): DraftRule {
  return {
    key,
    id: "",
    priority: "0",
    customers: "all",
    scope: { productId: "", categoryId: "", campaignId: "", tier: "" },
    levels: [{ kind: "percentage", level: 1, typed: "10", rest: {} }],
    rest: {},
  };
}

/** What is typed, as a rule; null while a rate or an amount is none. */
export function ruleOf(
  { id, priority, customers, scope, levels, rest }: DraftRule,
  currency: string,
): Rule | null {
  const read = levels.map((level) => levelOf(level, currency));
  const valid = read.filter((level) => level !== null);
  if (valid.length < read.length || !/^-?\d+$/.test(priority.trim())) return null;
  const given = Object.fromEntries(Object.entries(scope).filter(([, value]) => value.trim() !== ""));
  return { ...rest, id: id.trim(), priority: Number(priority), customers, scope: given, levels: valid };
}

function levelOf(draft: DraftLevel, currency: string): Level | null {
  if (draft.kind === "kept") return draft.saved;
  const { kind, level, typed, rest } = draft;
  if (kind === "percentage") {
    const rateBps = rateOf(typed);
    return rateBps === null ? null : { ...rest, kind, level, rateBps };
  }
  const amount = amountOf(typed, currency);
  return amount === null ? null : { ...rest, kind, level, amount };
}
