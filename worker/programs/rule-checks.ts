/** What a set of rules must fulfil as a whole, beyond the shape of each rule. */
import { canonicalJson } from "../../domain/kernel/canonical-json.ts";
import { faultIn, highestRateBps, type LevelRule } from "../../domain/commission/kinds/kinds.ts";
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
  const before = new RulesBefore();
  for (const [index, rule] of rules.entries()) {
    const path = `rules[${index}]`;
    const refusal =
      refusalOfDates(rule, path) ?? refusalOfLevels(rule, path, bounds) ?? before.refusalOf(rule, path);
    if (refusal !== undefined) return refusal;
    before.add(rule, index);
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

/** The rules before one, by what no two may share: two hundred are compared without each being held against all others. */
class RulesBefore {
  readonly #places = new Map<string, number>();
  readonly #ofRank = new Map<string, { readonly place: number; readonly validity: Validity }[]>();

  /** A rule before this one with the same id, or with the same rank and scope at the same time. */
  refusalOf(rule: WireRule, path: string): RuleRefusal | undefined {
    const place = this.#places.get(rule.id);
    if (place !== undefined) return refuse("invalid_rules", `${path}.id`, `also the id of rules[${place}]`);
    const validity = validityOf(rule);
    const twin = this.#ofRank.get(rankOf(rule))?.find((other) => overlap(other.validity, validity));
    if (twin === undefined) return undefined;
    return refuse("invalid_rules", `${path}.scope`, `of equal rank and scope with rules[${twin.place}]`);
  }

  add(rule: WireRule, place: number): void {
    this.#places.set(rule.id, place);
    const rank = rankOf(rule);
    const known = this.#ofRank.get(rank) ?? [];
    known.push({ place, validity: validityOf(rule) });
    this.#ofRank.set(rank, known);
  }
}

function rankOf({ priority, scope }: WireRule): string {
  return `${priority} ${canonicalJson({ ...scope })}`;
}

type Validity = readonly [from: number, to: number];

function overlap([aFrom, aTo]: Validity, [bFrom, bTo]: Validity): boolean {
  return aFrom < bTo && bFrom < aTo;
}

function validityOf(rule: WireRule): Validity {
  return [parseInstantMs(rule.validFrom ?? "") ?? -Infinity, parseInstantMs(rule.validTo ?? "") ?? Infinity];
}

function refuse(code: ProblemCode, path: string, message: string): RuleRefusal {
  return { code, fault: { path, message } };
}
