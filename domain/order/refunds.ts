/**
 * What was taken back of an order. Refunds come one by one, as totals of a payment, or both; of what commission is earned
 * on, or of all that was paid. The answer is the same in any sequence.
 */
import { type AmountMinor, amountMinor, least, mulDiv, ZERO } from "../kernel/money.ts";
import type { OrderEvent } from "./order-event.ts";
import type { TakenBack } from "./worth.ts";

/** What an order is worth, and what was paid in all where that is known. */
export interface Share {
  readonly worth: AmountMinor;
  readonly paid: AmountMinor | undefined;
}

/** Of an amount of the payment, the part that belongs to what the order is worth: rounded down, all of it for all. */
export function shareOf({ worth, paid }: Share, amount: number): AmountMinor {
  if (paid === undefined) return amountMinor(amount);
  return amount >= paid ? worth : mulDiv(amount, worth, paid, "floor");
}

/** Refunds that were not voided and say of what the order is worth how much each of them took back. */
export function namedRefunds(events: readonly OrderEvent[]): TakenBack[] {
  const voided = voidsIn(events);
  return events.filter(
    ({ kind, eventId, amount, ofPaid }) =>
      kind === "refunded" && amount !== undefined && ofPaid !== true && !voided.has(eventId),
  );
}

/** Refunds and lost disputes, at most what the order is worth. */
export function reversedOf(
  share: Share,
  events: readonly OrderEvent[],
  lost: readonly TakenBack[],
): AmountMinor {
  const { worth } = share;
  if (isCalledOff(events)) return worth;
  const [ofWorth, ofPaid] = [refundedOf(false, events), refundedOf(true, events)];
  const lostTogether = together(lost.map(({ amount = ZERO }) => amount));
  return least(worth, amountMinor(ofWorth + shareOf(share, ofPaid) + lostTogether));
}

/** Whether all that was paid was given back: of an order that is worth nothing no other amount says so. */
export function isAllGivenBack({ paid = ZERO }: Share, events: readonly OrderEvent[]): boolean {
  return isCalledOff(events) || (paid > 0 && refundedOf(true, events) >= paid);
}

/** What is refunded as the API tells it: of what commission is earned on, and of no payment by name. */
export function refundedUnnamed(events: readonly OrderEvent[]): number {
  const refunds = events.filter(
    ({ kind, ofPaid, payment }) => kind === "refunded" && ofPaid !== true && payment === undefined,
  );
  return refundedIn(refunds, voidsIn(events));
}

/** @param isOfPaid whether of all that was paid, or of what commission is earned on. */
function refundedOf(isOfPaid: boolean, events: readonly OrderEvent[]): number {
  const refunds = events.filter(({ kind, ofPaid }) => kind === "refunded" && (ofPaid === true) === isOfPaid);
  return refundedIn(refunds, voidsIn(events));
}

/** Refunds that were taken back, and when. */
type Voids = ReadonlyMap<string | undefined, number>;

function voidsIn(events: readonly OrderEvent[]): Voids {
  const voids = new Map<string | undefined, number>();
  for (const { kind, voids: eventId, occurredAtMs } of events) {
    if (kind !== "refund_voided") continue;
    voids.set(eventId, Math.min(occurredAtMs, voids.get(eventId) ?? Infinity));
  }
  return voids;
}

/** All of an order was taken back: by a cancellation, an operator's reversal, or a refund of what is left. */
export function isCalledOff(events: readonly OrderEvent[]): boolean {
  const voided = voidsIn(events);
  return isReversed(events) || events.some((event) => takesAll(event, voided));
}

/** Operators reverse an order and take that back in turn, through its owner. */
export function isReversed(events: readonly OrderEvent[]): boolean {
  const moves = events.filter(({ kind }) => kind === "reversed" || kind === "reversal_voided");
  const last = moves[moves.length - 1];
  return last?.kind === "reversed";
}

function takesAll({ kind, eventId, amount, refundedTotal }: OrderEvent, voided: Voids): boolean {
  if (voided.has(eventId)) return false;
  return kind === "cancelled" || (kind === "refunded" && amount === undefined && refundedTotal === undefined);
}

/** Many parts of the greatest amount stay a safe integer: no order is worth as much. */
const MOST = 2 ** 50;

function together(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => Math.min(sum + amount, MOST), 0);
}

/** Of each payment the parts together, or the greatest of its totals; where totals may fall, the latest and the parts since. */
function refundedIn(refunds: readonly OrderEvent[], voided: Voids): number {
  const payments = new Set(refunds.map(({ payment }) => payment));
  const ofPayments = [...payments].map((name) => {
    const own = refunds.filter(({ payment }) => payment === name);
    const valid = own.filter(({ eventId }) => !voided.has(eventId));
    const latest = latestOf(valid);
    if (latest !== undefined) {
      const since = valid.filter(({ occurredAtMs }) => occurredAtMs > latest.occurredAtMs);
      return together([latest.refundedTotal ?? 0, ...since.map(({ amount = ZERO }) => amount)]);
    }
    const parts = together(valid.map(({ amount = ZERO }) => amount));
    return valid.reduce(
      (most, one) => Math.max(most, (one.refundedTotal ?? 0) - voidedSince(one, own, voided)),
      parts,
    );
  });
  return together(ofPayments);
}

/** The latest total of those that may fall; of two at one time, the greater. */
function latestOf(refunds: readonly OrderEvent[]): OrderEvent | undefined {
  const falling = refunds
    .filter(({ asOf }) => asOf === true)
    .sort((a, b) => a.occurredAtMs - b.occurredAtMs || (a.refundedTotal ?? 0) - (b.refundedTotal ?? 0));
  return falling[falling.length - 1];
}

/** Parts that the total of a payment counts and that were voided after it. Where no payment is named, totals stand. */
function voidedSince(
  { payment, occurredAtMs }: OrderEvent,
  refunds: readonly OrderEvent[],
  voided: Voids,
): number {
  if (payment === undefined) return 0;
  return refunds.reduce((sum, { eventId, amount = ZERO, occurredAtMs: refundedAtMs }) => {
    const voidedAtMs = voided.get(eventId);
    const isCounted = refundedAtMs <= occurredAtMs && voidedAtMs !== undefined && voidedAtMs >= occurredAtMs;
    return isCounted ? sum + amount : sum;
  }, 0);
}
