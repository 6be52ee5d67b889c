/**
 * One payment told by several tellers, each with what it knows: a payment knows a sum, an invoice knows tax, lines and
 * customer. The first one is the order. What others bring may still earn it, and the one who knows most says what it is worth.
 */
import type { ReceivedOrder } from "../../../domain/attribution/late-evidence.ts";
import type { Order, Telling } from "../../../domain/order/order.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { ApiProblem } from "../../http/problem.ts";
import { callObject } from "../../platform/object-call.ts";
import { journeyName, ledgerOf } from "../../platform/objects.ts";
import { readConversion } from "../conversion.shapes.ts";
import { receivedEvidence } from "../gather-evidence.ts";
import { creditOpen } from "../late-decisions.ts";
import type { OrderResult } from "../order.shapes.ts";
import { presentOrderResult } from "../present-order.ts";
import { type OrderAdditions, recordConversions, withAdditions } from "../record-conversions.ts";
import { recordOrderEvent } from "../record-order-event.ts";
import { findReceived } from "./ask-owner.ts";

/** The least rank: a payment, of which an order may have several. */
const KNOWS_A_SUM = 1;

/** Records a conversion of one of several tellers. Where another one told the payment, it brings what it knows. */
export async function recordTelling(
  env: Env,
  program: ProgramConfig,
  entry: unknown,
  receivedAtMs: number,
  added: OrderAdditions,
): Promise<OrderResult | undefined> {
  const [result] = await recordConversions(env, program, [entry], "ignore", receivedAtMs, added);
  const isKnown = result?.status === "duplicate" || result?.status === "conflict";
  if (!isKnown || result.orderId === null || added.telling === undefined) return result;
  const context = { currency: program.currency, nowMs: receivedAtMs, unknownFields: "ignore" } as const;
  const reading = readConversion(entry, context);
  if (reading.kind === "refused") return result;
  const conversion = withAdditions(reading.conversion, added);
  if (result.status === "duplicate" && conversion.order.items === undefined) return result;
  const evidence = receivedEvidence(env, program, conversion, Date.now());
  const view = await bringTelling(env, program, result.orderId, { order: conversion.order, evidence });
  if (view === null || (result.status === "conflict" && contradicts(view.order, conversion.order)))
    return result;
  return presentOrderResult(view, "duplicate");
}

/**
 * The same teller tells another order than before, or another vendor one of its own under the same id. A teller that knows a
 * sum alone may have told a part of it.
 */
function contradicts({ telling: before }: Order, { telling }: Order): boolean {
  if (telling === undefined || before === undefined) return false;
  if (vendorOf(before) !== vendorOf(telling)) return true;
  return telling.rank > KNOWS_A_SUM && before.by === telling.by;
}

/** Tellers are named by their vendor first. */
function vendorOf({ by }: Telling): string {
  return by.split(":")[0] ?? by;
}

/** @returns the order as it stands then; null where it was told by one who knows all of it: then nothing is brought. */
export async function bringTelling(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  received: ReceivedOrder,
): Promise<OrderView | null> {
  const found = await findReceived(env, program, orderId);
  if (found?.view.order.telling === undefined) return null;
  await tellAgain(env, program, found.view, received);
  await amendByBetter(env, program, found.view, received.order);
  return (await findReceived(env, program, orderId))?.view ?? null;
}

/** As a duplicate of what stands: what it brings may earn an order that nobody earned. */
async function tellAgain(
  env: Env,
  program: ProgramConfig,
  { order, decision }: OrderView,
  { order: received, evidence }: ReceivedOrder,
): Promise<void> {
  const customerId = order.customerId ?? received.customerId;
  const { ledger, slot } = ledgerOf(env, program, order.orderId);
  const proposal = {
    order: customerId === undefined ? order : { ...order, customerId },
    slot,
    journey: customerId === undefined ? null : journeyName(program, customerId),
    decision,
    evidence,
  };
  const [answer] = await callObject(async () => await ledger().accept([proposal], program.objects));
  if (answer?.status !== "duplicate" || answer.open === undefined) return;
  const [result] = await creditOpen(env, program, [answer.open]);
  if (result === undefined) throw new ApiProblem("unavailable");
}

/**
 * Who knows the order better says what it is worth. All amendments of tellers are of the order's own time: their ids decide
 * between them, and name the rank first.
 */
async function amendByBetter(
  env: Env,
  program: ProgramConfig,
  { order }: OrderView,
  received: Order,
): Promise<void> {
  if (received.telling === undefined || received.telling.rank <= (order.telling?.rank ?? Infinity)) return;
  const bringsItems = order.items === undefined && received.items !== undefined;
  if (received.amount === order.amount && !bringsItems) return;
  const { rank, by } = received.telling;
  await recordOrderEvent(env, program, order.orderId, {
    eventId: `telling:${rank}:${by}`,
    kind: "amended",
    amount: received.amount,
    ...(received.items === undefined ? {} : { items: received.items }),
    occurredAtMs: order.occurredAtMs,
  });
}
