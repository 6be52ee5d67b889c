/**
 * An order that is decided anew goes by what decided it at first. A version may be dated back, by a clock that is behind or a
 * write that comes late. Orders that were received before it keep their terms.
 */
import type { Terms } from "../../../domain/commission/decision.ts";
import type { RuleSet } from "../../../domain/commission/rule.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { Version } from "../../../domain/program/versions.ts";
import { rulesAt, settingsAt } from "../../configuration/as-of.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import type { ProgramSettings } from "../../configuration/program-settings.ts";

type Timed = Pick<Order, "occurredAtMs">;

/** What the terms copied stands in them. All else is that of their version, where CONFIG still has it. */
export function settingsAtFirst(
  program: ProgramConfig,
  order: Timed,
  terms: Terms | undefined,
): Version<ProgramSettings> {
  const inForce = settingsAt(program, order.occurredAtMs);
  if (terms === undefined) return inForce;
  const { settingsVersion: version } = terms;
  const named = versionNamed(program.settings, version, order) ?? inForce;
  const { value } = named;
  // Terms of an older version of this code lack what came to be set since.
  const attribution = { ...value.attribution, ...terms.attribution };
  const commission = { ...value.commission, ...terms.commission };
  const settlement = { ...value.settlement, ...terms.settlement };
  return { ...named, version, value: { ...value, attribution, commission, settlement } };
}

/** Those of the terms' version; where there were none yet, or CONFIG has lost them, those in force at the order's time. */
export function rulesAtFirst(program: ProgramConfig, order: Timed, terms: Terms | undefined): RuleSet {
  const named = terms && versionNamed(program.rules, terms.rulesVersion, order);
  return named?.value ?? rulesAt(program, order.occurredAtMs);
}

/** A number that CONFIG lost and gave again names what came into force later: not that. */
function versionNamed<T>(
  versions: readonly Version<T>[],
  version: number,
  { occurredAtMs }: Timed,
): Version<T> | undefined {
  return versions.find((one) => one.version === version && one.effectiveFromMs <= occurredAtMs);
}
