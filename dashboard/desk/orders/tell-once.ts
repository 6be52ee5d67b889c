/**
 * Tells an event of an order once, and only of the order that its teller has seen: it is read again just before. What came of it
 * is taken from the order, so that a lost answer is no mystery for longer than the order cannot be read.
 */
import { isAnswerLost, isSignedOut, problemOf } from "../../common/api/problem.ts";
import { foretold, type Order, type Said, type Sums } from "./foretold.ts";

const TOO_MANY = 429;

export interface Attempt {
  /** The order as its teller saw it. */
  readonly seen: Order;
  readonly said: Said;
  /** The same for each attempt: the service records one event under it. */
  readonly eventId: string;
  readonly reason: string;
  /** An attempt before this one may have come through. */
  readonly mayBeDone: boolean;
}

export type Outcome =
  | { readonly kind: "done" }
  /** It was told, and the order has other sums than those that were promised. */
  | { readonly kind: "otherwise"; readonly order: Order; readonly promised: Sums }
  /** Nothing was told: since it was seen, the order has become another. */
  | { readonly kind: "changed"; readonly order: Order }
  /** Nothing was told: the order could not be read before. */
  | { readonly kind: "unread" }
  /** No answer came, and the order could not be read since or does not have the event yet. */
  | { readonly kind: "unknown" };

/** Each throws what the service refuses. */
interface Service {
  readonly read: () => Promise<Order>;
  readonly write: (event: Said & { readonly eventId: string; readonly reason: string }) => Promise<Order>;
}

/** @throws what the service refuses: then nothing was told. */
export async function tellOnce(service: Service, attempt: Attempt): Promise<Outcome> {
  const { seen, said, eventId, reason } = attempt;
  const now = await readBefore(service, attempt);
  if (now === null) return { kind: attempt.mayBeDone ? "unknown" : "unread" };
  if (hasEvent(now, eventId)) return settled(now, attempt);
  if (shownOf(seen) !== shownOf(now)) return { kind: "changed", order: now };
  try {
    return settled(await service.write({ ...said, eventId, reason }), attempt);
  } catch (error) {
    const isNoWord = isAnswerLost(error) || isOtherUnderId(error);
    if (!isNoWord && !(attempt.mayBeDone && isPassing(error))) throw error;
  }
  const since = await service.read().catch(() => null);
  return since !== null && hasEvent(since, eventId) ? settled(since, attempt) : { kind: "unknown" };
}

/** An attempt before this one said something else, and came through after all. */
function isOtherUnderId(error: unknown): boolean {
  return problemOf(error).code === "idempotency_conflict";
}

/** Refused for now, whatever was asked: no word on an attempt before this one. */
function isPassing(error: unknown): boolean {
  return isSignedOut(error) || problemOf(error).status === TOO_MANY;
}

/** Null where it could not be read. A refusal says that nothing was told: no word on an attempt before this one. */
async function readBefore({ read }: Service, { mayBeDone }: Attempt): Promise<Order | null> {
  try {
    return await read();
  } catch (error) {
    if (isAnswerLost(error) || mayBeDone) return null;
    throw error;
  }
}

function hasEvent({ events }: Order, id: string): boolean {
  return events.some(({ eventId }) => eventId === id);
}

/** All of an order that its teller decides by. */
function shownOf({ amount, reversedAmount, paidAmount, commissions, events }: Order): string {
  const kept = commissions.map((commission) => commission.kept);
  return JSON.stringify([amount, reversedAmount, paidAmount, kept, events.map(({ eventId }) => eventId)]);
}

function settled(order: Order, { seen, said }: Attempt): Outcome {
  const promised = foretold(seen, said);
  const isAsPromised = order.amount === promised.worth && order.reversedAmount === promised.reversed;
  return isAsPromised ? { kind: "done" } : { kind: "otherwise", order, promised };
}
