/**
 * A random history of one payment, with every event by which Stripe tells it, and what has to be left of it. Computed plainly
 * from what happened, never from what was told.
 */
import type { Chance } from "../chance.ts";
import { API_VERSIONS, type PaymentFacts } from "./facts.ts";
import { Payment, type StripeEvent } from "./payment.ts";

export interface History {
  readonly payment: Payment;
  readonly events: readonly StripeEvent[];
  /** What commission is earned on, and what of it was taken back. */
  readonly base: number;
  readonly reversed: number;
}

type BuyerFacts = Pick<PaymentFacts, "name" | "customer" | "metadata" | "promotion" | "atS">;

export function randomHistory(chance: Chance, buyer: BuyerFacts): History {
  const base = chance.between(1, 100_000);
  const tax = chance.oneOf([0, chance.between(0, 20_000)]);
  const shipping = chance.oneOf([0, chance.between(0, 5_000)]);
  const payment = new Payment({
    ...buyer,
    version: chance.oneOf(API_VERSIONS),
    total: base + tax + shipping,
    tax,
    shipping,
    mode: chance.oneOf(["payment", "subscription"]),
    hasInvoice: true,
  });
  const refunds = refundsOf(chance, payment);
  const dispute = disputeOf(chance, payment);
  const notes = notesOf(chance, payment);
  const gross = refunds.gross + notes.gross;
  const { total } = payment.facts;
  const part = (amount: number) =>
    amount >= total ? base : Number((BigInt(amount) * BigInt(base)) / BigInt(total));
  return {
    payment,
    base,
    reversed: Math.min(base, part(gross) + part(dispute.lost)),
    events: [...payingEvents(chance, payment), ...refunds.events, ...notes.events, ...dispute.events],
  };
}

/** Some of the events that tell the payment itself: always one that knows all of it, and one that links both ids. */
function payingEvents(chance: Chance, payment: Payment): StripeEvent[] {
  const knowing = [payment.sessionCompleted(), payment.invoicePaid()];
  const told = chance.hits(0.5) ? knowing : [chance.oneOf(knowing)];
  const others = [payment.intentSucceeded(), ...(payment.isOld ? [] : [payment.invoicePaymentPaid()])];
  // Since 2025-03-31 an invoice that is paid does not name its payment.
  const linking = payment.isOld ? [payment.invoicePaid()] : [payment.invoicePaymentPaid()];
  return [...told, ...others.filter(() => chance.hits(0.5)), ...linking];
}

/** Refunds one after another, some of which fail later; told by themselves, and by the charge as totals. */
function refundsOf(chance: Chance, payment: Payment) {
  const { total, atS } = payment.facts;
  const events: StripeEvent[] = [];
  let standing = 0;
  for (let index = 0; index < chance.between(0, 3); index += 1) {
    const [madeS, amount] = [atS + 10 + index * 10, chance.between(1, Math.ceil(total / 2))];
    if (standing + amount > total) break;
    events.push(payment.refund("created", `r${index}`, amount, "pending", { madeS }));
    events.push(payment.chargeRefunded(standing + amount, madeS));
    if (chance.hits(0.3)) {
      events.push(payment.refund("failed", `r${index}`, amount, "failed", { madeS, atS: madeS + 5 }));
    } else {
      events.push(payment.refund("updated", `r${index}`, amount, "succeeded", { madeS, atS: madeS + 2 }));
      standing += amount;
    }
  }
  return { events, gross: standing };
}

/** A credit note beside the refunds, which may be voided. */
function notesOf(chance: Chance, payment: Payment) {
  if (chance.hits(0.6)) return { events: [], gross: 0 };
  const { total, atS } = payment.facts;
  const amount = chance.between(1, total);
  const made = payment.creditNote("created", "n", amount, atS + 50);
  return chance.hits(0.5)
    ? { events: [made], gross: amount }
    : { events: [made, payment.creditNote("voided", "n", amount, atS + 60)], gross: 0 };
}

function disputeOf(chance: Chance, payment: Payment) {
  if (chance.hits(0.5)) return { events: [], lost: 0 };
  const { total, atS } = payment.facts;
  const amount = chance.between(1, total);
  const events = [payment.dispute("created", "d", amount, "needs_response", atS + 60)];
  const ending = chance.oneOf(["open", "won", "lost", "reinstated"] as const);
  if (ending === "open") return { events, lost: 0 };
  const status = ending === "won" ? "won" : "lost";
  events.push(payment.dispute("closed", "d", amount, status, atS + 70));
  if (ending === "reinstated") events.push(payment.dispute("funds_reinstated", "d", amount, "won", atS + 80));
  return { events, lost: ending === "lost" ? amount : 0 };
}
