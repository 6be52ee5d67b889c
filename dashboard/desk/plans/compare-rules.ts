/** What differs between two versions of rules, rule by rule and part by part: pure, so that it can be tried without a page. */
import type { components } from "../../../sdk/node/api.d.ts";

type Rule = components["schemas"]["CommissionRule"];
type Level = Rule["levels"][number];

/** A part of a rule. What this page does not know yet is `other`, and shown as the API spells it. */
export type Part =
  | {
      readonly kind: "priority" | "customers" | "customerWithin" | "validFrom" | "validTo";
      readonly value: string;
    }
  | { readonly kind: "scope" | "other"; readonly name: string; readonly value: string }
  | { readonly kind: "level"; readonly level: number; readonly value: Level };

export interface ComparedPart {
  readonly key: string;
  /** Undefined where the version has no such part. */
  readonly before: Part | undefined;
  readonly after: Part | undefined;
  readonly isChanged: boolean;
}

export interface ComparedRule {
  readonly id: string;
  readonly change: "added" | "removed" | "changed" | "same";
  readonly parts: readonly ComparedPart[];
}

const KNOWN = ["customerWithin", "validFrom", "validTo"] as const;

function partsOf(rule: Rule): Map<string, Part> {
  const { id: _, priority = 0, customers = "all", scope = {}, levels, ...rest } = rule;
  const parts = new Map<string, Part>();
  parts.set("priority", { kind: "priority", value: String(priority) });
  parts.set("customers", { kind: "customers", value: customers });
  for (const [name, value] of Object.entries(rest)) {
    const kind = KNOWN.find((known) => known === name);
    const text = typeof value === "string" ? value : spelled(value);
    parts.set(name, kind === undefined ? { kind: "other", name, value: text } : { kind, value: text });
  }
  for (const [name, value] of Object.entries(scope))
    parts.set(`scope ${name}`, { kind: "scope", name, value });
  for (const level of [...levels].sort((a, b) => a.level - b.level))
    parts.set(`level ${level.level}`, { kind: "level", level: level.level, value: level });
  return parts;
}

const textOf = (part: Part | undefined) => (part === undefined ? "" : spelled(part));

/** Rules of the later version in its sequence, then those that it has no more. */
export function compareRules(before: readonly Rule[], after: readonly Rule[]): readonly ComparedRule[] {
  const gone = before.filter(({ id }) => !after.some((rule) => rule.id === id));
  return [...after, ...gone].map(({ id }) => {
    const [old, now] = [before.find((rule) => rule.id === id), after.find((rule) => rule.id === id)];
    const [oldParts, nowParts] = [old, now].map((rule) =>
      rule === undefined ? new Map() : partsOf(rule),
    ) as [Map<string, Part>, Map<string, Part>];
    const parts = [...new Set([...oldParts.keys(), ...nowParts.keys()])].sort(byPlace).map((key) => {
      const [one, other] = [oldParts.get(key), nowParts.get(key)];
      return { key, before: one, after: other, isChanged: textOf(one) !== textOf(other) };
    });
    const differs = parts.some(({ isChanged }) => isChanged);
    const change = old === undefined ? "added" : now === undefined ? "removed" : differs ? "changed" : "same";
    return { id, change, parts };
  });
}

/** Levels come last, in their sequence; the others by their names. */
function byPlace(a: string, b: string): number {
  const isLevel = (key: string) => Number(key.startsWith("level "));
  return isLevel(a) - isLevel(b) || (a < b ? -1 : 1);
}

/** One spelling for one value, whatever the sequence of its members. */
function spelled(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${spelled(member)}`).join(",")}}`;
}
