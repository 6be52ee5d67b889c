/** What a set of rules must fulfil as a whole, beyond the shape of each rule. */
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { faultIn, highestRateBps, type LevelRule } from "../../domain/commission/kinds/kinds.ts";
import type { RuleScope } from "../../domain/commission/rule.ts";
import type { ProblemCode } from "../http/problem-catalogue.ts";
import type { Fault } from "../http/problem.ts";
import { parseInstantMs } from "../http/instants.ts";
import { type WireRule, withoutAbsent } from "../configuration/rules.shapes.ts";

export interface RuleRefusal {
  readonly code: ProblemCode;
  readonly fault: Fault;
}

/** What the checks need of the program's settings. */
interface Bounds {
  readonly maxLevels: number;
  readonly capBps: number;
}

/** The first thing that is wrong with a set of rules, or undefined. */
export function refusalOfRules(rules: readonly WireRule[], bounds: Bounds): RuleRefusal | undefined {
  for (const [index, rule] of rules.entries()) {
    const path = `rules[${index}]`;
    const refusal =
      refusalOfDates(rule, path) ?? refusalOfLevels(rule, path, bounds) ?? refusalOfTwins(rules, index, path);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The sum of the percentages that one item can earn under a rule, in basis points. */
export function sumOfRates(levels: readonly LevelRule[], maxLevels: number): number {
  return levels
    .filter((level) => level.level <= maxLevels)
    .reduce((sum, level) => sum + highestRateBps(level), 0);
}

function refusalOfDates(rule: WireRule, path: string): RuleRefusal | undefined {
  const [from, to] = validityOf(rule);
  if (from < to) return undefined;
  return refuse("invalid_rules", `${path}.validTo`, "expected a time after validFrom");
}

function refusalOfLevels(rule: WireRule, path: string, bounds: Bounds): RuleRefusal | undefined {
  const seen = new Set<number>();
  const levels = rule.levels.map(withoutAbsent);
  for (const [index, level] of levels.entries()) {
    const at = `${path}.levels[${index}]`;
    if (level.level > bounds.maxLevels) {
      return refuse("invalid_rules", `${at}.level`, `the program pays ${bounds.maxLevels} levels`);
    }
    if (seen.has(level.level)) return refuse("invalid_rules", `${at}.level`, "expected each level once");
    seen.add(level.level);
    const fault = faultIn(level);
    if (fault !== undefined) return refuse("invalid_rules", `${at}.${fault.path}`, fault.message);
  }
  const sum = sumOfRates(levels, bounds.maxLevels);
  if (sum <= bounds.capBps) return undefined;
  return refuse("cap_exceeded", `${path}.levels`, `${sum} bps in sum, over the cap of ${bounds.capBps}`);
}

/** A rule before this one with the same id, or with the same rank and scope at the same time. */
function refusalOfTwins(rules: readonly WireRule[], index: number, path: string): RuleRefusal | undefined {
  const rule = rules[index];
  if (rule === undefined) return undefined;
  for (const [place, other] of rules.slice(0, index).entries()) {
    if (other.id === rule.id) return refuse("invalid_rules", `${path}.id`, `also the id of rules[${place}]`);
    const sameRank = other.priority === rule.priority && isSameScope(other.scope, rule.scope);
    if (sameRank && overlap(other, rule)) {
      return refuse("invalid_rules", `${path}.scope`, `of equal rank and scope with rules[${place}]`);
    }
  }
  return undefined;
}

function isSameScope(a: WireRule["scope"] | RuleScope, b: WireRule["scope"] | RuleScope): boolean {
  return canonicalJson({ ...a }) === canonicalJson({ ...b });
}

function overlap(a: WireRule, b: WireRule): boolean {
  const [aFrom, aTo] = validityOf(a);
  const [bFrom, bTo] = validityOf(b);
  return aFrom < bTo && bFrom < aTo;
}

function validityOf(rule: WireRule): [from: number, to: number] {
  return [parseInstantMs(rule.validFrom ?? "") ?? -Infinity, parseInstantMs(rule.validTo ?? "") ?? Infinity];
}

function refuse(code: ProblemCode, path: string, message: string): RuleRefusal {
  return { code, fault: { path, message } };
}
