/** The intake of orders: parse, load, decide purely, commit with the order's owner. Everything before only reads. */
import { decideOrder } from "../../domain/commission/decide-order.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { versionAt } from "../../domain/program/versions.ts";
import type { Claim, ClaimOutcome } from "../../durable-objects/order-desk.ts";
import { type Conversion, type ConversionReading, readConversion } from "../contracts/conversion.ts";
import { type OrderResult, presentOrderResult, presentRejected } from "../contracts/order.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, ledgerName, slotOf } from "../platform/objects.ts";
import { gatherEvidence } from "./gather-evidence.ts";

/**
 * Decides conversions, each alone: one that cannot be read is rejected, the others go on.
 *
 * @returns a result for each entry, in sequence.
 */
export async function decideConversions(
  env: Env,
  program: ProgramConfig,
  entries: readonly unknown[],
  unknownFields: "refuse" | "ignore",
): Promise<OrderResult[]> {
  const context = { currency: program.currency, nowMs: Date.now(), unknownFields };
  const readings = entries.map((entry) => readConversion(entry, context));
  const conversions = readings.flatMap((reading) =>
    reading.kind === "conversion" ? [reading.conversion] : [],
  );
  const outcomes = await commit(env, program, await decide(env, program, conversions));
  let next = 0;
  return readings.map((reading) =>
    resultOf(reading, reading.kind === "conversion" ? outcomes[next++] : undefined),
  );
}

async function decide(
  env: Env,
  program: ProgramConfig,
  conversions: readonly Conversion[],
): Promise<Claim[]> {
  const pending = conversions.map((conversion) => {
    const settings = versionAt(program.settings, conversion.order.occurredAtMs);
    invariant(settings !== undefined, "the first settings count from the beginning");
    return { conversion, settings };
  });
  const gathered = await gatherEvidence(env, program, pending);
  return pending.map(({ conversion: { order }, settings }, index): Claim => {
    const found = gathered[index];
    invariant(found !== undefined, "every order was gathered for");
    const rules = versionAt(program.rules, order.occurredAtMs)?.value ?? NO_RULES;
    const decision = decideOrder({ order, ...found, settings, rules });
    const journey = order.customerId === undefined ? null : journeyName(program, order.customerId);
    return { order, slot: slotOf(program, "order", order.orderId), journey, decision };
  });
}

const NO_RULES: RuleSet = { version: 0, rules: [] };

/** Every order goes to its owner; the orders of one owner go together. */
async function commit(env: Env, program: ProgramConfig, claims: readonly Claim[]): Promise<ClaimOutcome[]> {
  const byLedger = new Map<string, number[]>();
  claims.forEach(({ order }, index) => {
    const name = ledgerName(program, order.orderId);
    const places = byLedger.get(name) ?? [];
    places.push(index);
    byLedger.set(name, places);
  });
  const outcomes: ClaimOutcome[] = [];
  await Promise.all(
    [...byLedger].map(async ([name, places]) => {
      const own = places.flatMap((index) => claims[index] ?? []);
      const decided = await callObject(
        async () => await env.COMMISSION_LEDGER.getByName(name).claim(own, program.objects),
      );
      places.forEach((index, place) => {
        const outcome = decided[place];
        if (outcome !== undefined) outcomes[index] = outcome;
      });
    }),
  );
  return outcomes;
}

function resultOf(reading: ConversionReading, outcome: ClaimOutcome | undefined): OrderResult {
  if (reading.kind === "refused") return presentRejected(reading.orderId, reading.code, reading.errors);
  invariant(outcome !== undefined, "every claim has an outcome");
  return presentOrderResult(outcome.view, outcome.status);
}
