/** A plain, slow model of an order's money, written from the contract alone: shares nothing with the deciding code. */

export interface PlainItem {
  readonly productId: string;
  readonly amount?: number;
}

export interface PlainEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly amount?: number;
  readonly refundedTotal?: number;
  readonly items?: readonly PlainItem[];
  readonly disputeId?: string;
  readonly voids?: string;
  readonly occurredAtMs: number;
}

/** What was taken back of an order: refunds that stand, or the greatest total of them, and lost disputes; at most its worth. */
export function plainReversed(amount: number, events: readonly PlainEvent[]): number {
  let total = 0;
  let greatest = 0;
  const voided = plainVoided(events);
  for (const event of events) {
    if (event.kind === "reversed") total += amount;
    const isVoided = voided.has(event.eventId);
    if (event.kind === "cancelled" && !isVoided) total += amount;
    if (event.kind !== "refunded" || isVoided) continue;
    if (event.refundedTotal === undefined) total += event.amount ?? amount;
    else greatest = Math.max(greatest, event.refundedTotal);
  }
  total = Math.max(total, greatest);
  for (const { closing, own } of disputes(events)) {
    if (closing?.kind !== "dispute_lost") continue;
    const named = own.filter((event) => event.kind === "disputed" && event.amount !== undefined);
    const lost = closing.amount ?? latest(named)?.amount ?? amount;
    total += lost < amount ? lost : amount;
  }
  return total < amount ? total : amount;
}

/** Refunds and cancellations that were taken back. */
export function plainVoided(events: readonly PlainEvent[]): ReadonlySet<string | undefined> {
  return new Set(events.filter(({ kind }) => kind === "refund_voided").map(({ voids }) => voids));
}

/** Whether all of an order was taken back: of an order of nothing this is all that can be. */
export function plainIsOff(amount: number, events: readonly PlainEvent[]): boolean {
  if (amount > 0) return plainReversed(amount, events) === amount;
  const voided = plainVoided(events);
  for (const event of events) {
    if (event.kind === "reversed") return true;
    const isRest = event.amount === undefined && event.refundedTotal === undefined;
    const isWhole = event.kind === "cancelled" || (event.kind === "refunded" && isRest);
    if (isWhole && !voided.has(event.eventId)) return true;
  }
  return disputes(events).some(({ closing, own }) => {
    const named = own.filter((event) => event.kind === "disputed" && event.amount !== undefined);
    return closing?.kind === "dispute_lost" && (closing.amount ?? latest(named)?.amount ?? 1) > 0;
  });
}

/** What is left of a commission: rounded up. What an order of nothing pays is left whole, or not at all. */
export function plainKept(commission: number, amount: number, reversed: number, isOff = false): number {
  if (amount === 0) return isOff ? 0 : commission;
  const numerator = BigInt(commission) * BigInt(amount - reversed);
  const whole = numerator / BigInt(amount);
  return Number(whole * BigInt(amount) === numerator ? whole : whole + 1n);
}

/** An amount split by weights that are not all 0: whole units first, then one each to the largest remainders. */
export function plainShares(amount: number, weights: readonly number[]): number[] {
  const whole = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const shares = exact.map((part) => Number(part / whole));
  const left = amount - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((part, place) => ({ place, remainder: Number(part % whole) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.place - b.place);
  for (const { place } of byRemainder.slice(0, left)) shares[place] = (shares[place] ?? 0) + 1;
  return shares;
}

export function hasOpenDispute(events: readonly PlainEvent[]): boolean {
  return disputes(events).some(({ closing }) => closing === undefined);
}

/** Reviews are opened and cleared in turn. */
export function isUnderReview(startsSo: boolean, events: readonly PlainEvent[]): boolean {
  let under = startsSo;
  for (const event of events) {
    if (event.kind === "review_opened") under = true;
    if (event.kind === "review_cleared") under = false;
  }
  return under;
}

function disputes(events: readonly PlainEvent[]) {
  const byId = new Map<string, PlainEvent[]>();
  for (const event of events) {
    if (!event.kind.startsWith("dispute")) continue;
    const id = event.disputeId ?? "1";
    byId.set(id, [...(byId.get(id) ?? []), event]);
  }
  return [...byId.values()].map((own) => ({
    own,
    closing: latest(own.filter((event) => event.kind !== "disputed")),
  }));
}

/** The latest by time; at one time a loss, then the greater id. */
function latest(events: readonly PlainEvent[]): PlainEvent | undefined {
  let found: PlainEvent | undefined;
  for (const event of events) {
    if (found === undefined || rank(event) > rank(found)) found = event;
  }
  return found;
}

function rank({ occurredAtMs, kind, eventId }: PlainEvent): string {
  return `${String(occurredAtMs).padStart(16, "0")} ${kind === "dispute_lost" ? 1 : 0} ${eventId}`;
}
