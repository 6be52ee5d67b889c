/** The rules that an order was decided by. */
import type { Decision } from "../../../domain/commission/decision.ts";
import type { RuleSet } from "../../../domain/commission/rule.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { readableRules, ruleSetOf } from "../../configuration/rules.shapes.ts";
import { readVersion } from "../../programs/programs.tables.ts";

/**
 * Versions never change: what an order was decided by is there for ever. Where CONFIG was put back, a version may be lost and
 * its number given again. Nothing that came into force after an order and its receipt decided it: then no rule is named.
 */
export async function decidedRules(
  env: Pick<Env, "CONFIG">,
  program: ProgramConfig,
  order: Pick<Order, "occurredAtMs">,
  { terms: { rulesVersion: version } }: Decision,
  firstReceivedAtMs: number,
): Promise<RuleSet> {
  const latestMs = Math.max(order.occurredAtMs, firstReceivedAtMs);
  const known = program.rules.find((candidate) => candidate.version === version);
  if (known !== undefined) return known.effectiveFromMs <= latestMs ? known.value : { version, rules: [] };
  const stored = await readVersion(env.CONFIG, "rules", program.number, { kind: "number", version });
  if (stored === null || stored.effectiveFromMs > latestMs) return { version, rules: [] };
  return ruleSetOf(version, readableRules(stored.value));
}
