/** Gathers what speaks for a promoter in each order of a batch: reads alone, one call per owner. */
import type { Evidence, EvidenceTouch } from "../../domain/attribution/evidence.ts";
import type { TokenFault } from "../../domain/attribution/attribution.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { ProgramSettings } from "../../domain/program/settings.ts";
import type { Version } from "../../domain/program/versions.ts";
import type { PromoterStanding } from "../../domain/referral/promoter.ts";
import { touchesOf } from "../../domain/tracking/click-token.ts";
import type { Conversion } from "../contracts/conversion.ts";
import type { ProgramConfig } from "../db/program-config.ts";
import { readTokenOf } from "../platform/click-tokens.ts";
import { type KeyRing, keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, treeOf } from "../platform/objects.ts";

/** An order with the settings in force at its time. */
export interface PendingOrder {
  readonly conversion: Conversion;
  readonly settings: Version<ProgramSettings>;
}

export interface GatheredOrder {
  readonly evidence: Evidence;
  /** Promoters that the evidence names, as they stood at the order's time. */
  readonly standings: ReadonlyMap<PromoterRef, PromoterStanding>;
  readonly buyerIsPromoter: PromoterRef | null;
}

type Bindings = ReadonlyMap<number, Evidence["binding"]>;

/** The evidence of each order, in the sequence given. */
export async function gatherEvidence(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
): Promise<GatheredOrder[]> {
  const ring = keyRing(env);
  const readings = orders.map(({ conversion }) => readTokens(ring, program.number, conversion.tokens));
  const bindings = await readBindings(env, program, orders);
  const named = orders.map((_, index) => {
    const refs = new Set((readings[index]?.touches ?? []).map(({ touch }) => touch.promoter));
    const bound = bindings.get(index);
    if (bound != null) refs.add(bound.promoter);
    return [...refs];
  });
  const { standings, buyers } = await readStandings(env, program, orders, named);
  return orders.map(({ conversion }, index) => {
    const { touches = [], tokenFaults = [] } = readings[index] ?? {};
    const buyerIsPromoter = buyers[index] ?? null;
    // A customer who became a promoter is bound to nobody.
    const binding = buyerIsPromoter === null ? (bindings.get(index) ?? null) : null;
    const coupon =
      conversion.couponCode === null ? null : ({ code: conversion.couponCode, status: "unknown" } as const);
    return {
      evidence: { touches, tokenFaults, binding, coupon },
      standings: standings[index] ?? new Map(),
      buyerIsPromoter,
    };
  });
}

function readTokens(
  ring: KeyRing,
  program: number,
  tokens: readonly string[],
): { touches: EvidenceTouch[]; tokenFaults: TokenFault[] } {
  const touches: EvidenceTouch[] = [];
  const tokenFaults: TokenFault[] = [];
  for (const text of tokens) {
    const reading = readTokenOf(ring, program, text);
    if (reading.kind === "fault") tokenFaults.push(reading.fault);
    else
      touches.push(...touchesOf(reading.token).map((touch): EvidenceTouch => ({ touch, source: "order" })));
  }
  return { touches, tokenFaults };
}

/** The binding in force at each order's time, by the order's place in the batch. */
async function readBindings(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
): Promise<Bindings> {
  const byJourney = new Map<string, { index: number; customerId: string; atMs: number }[]>();
  orders.forEach(({ conversion: { order } }, index) => {
    if (order.customerId === undefined) return;
    const name = journeyName(program, order.customerId);
    const queries = byJourney.get(name) ?? [];
    queries.push({ index, customerId: order.customerId, atMs: order.occurredAtMs });
    byJourney.set(name, queries);
  });
  const bindings = new Map<number, Evidence["binding"]>();
  await Promise.all(
    [...byJourney].map(async ([name, queries]) => {
      const asked = queries.map(({ customerId, atMs }) => ({ customerId, atMs }));
      const found = await callObject(async () => await env.JOURNEY.getByName(name).bindingsAt(asked));
      queries.forEach(({ index }, place) => bindings.set(index, found[place] ?? null));
    }),
  );
  return bindings;
}

/** How each named promoter stood at its order's time, in one call of the tree. */
async function readStandings(
  env: Env,
  program: ProgramConfig,
  orders: readonly PendingOrder[],
  named: readonly (readonly PromoterRef[])[],
): Promise<{ standings: Map<PromoterRef, PromoterStanding>[]; buyers: (PromoterRef | null)[] }> {
  const customers = [...new Set(orders.flatMap(({ conversion: { order } }) => order.customerId ?? []))];
  const compresses = orders.some(({ settings }) => settings.value.commission.inactiveUpline === "compress");
  const promoters = orders.flatMap(({ conversion: { order } }, index) =>
    (named[index] ?? []).map((ref) => ({ ref, atMs: order.occurredAtMs })),
  );
  if (promoters.length === 0 && customers.length === 0) return { standings: [], buyers: [] };
  const uplines = compresses ? LIMITS.treeDepth : LIMITS.levels;
  const answer = await callObject(
    async () => await treeOf(env, program).standings({ promoters, members: customers, uplines }),
  );
  const buyers = new Map(customers.map((customer, index) => [customer, answer.members[index] ?? null]));
  let next = 0;
  const standings = orders.map((_, index) => {
    const found = new Map<PromoterRef, PromoterStanding>();
    for (const ref of named[index] ?? []) {
      const standing = answer.promoters[next++];
      if (standing != null) found.set(ref, standing);
    }
    return found;
  });
  return {
    standings,
    buyers: orders.map(({ conversion: { order } }) => buyers.get(order.customerId ?? "") ?? null),
  };
}
