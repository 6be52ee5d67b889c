/** Whatever pages tell of an order, and whenever: its merchant's order ends as if no page had told anything. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { pageOrderIdOf } from "../../domain/order/page-order.ts";
import type { ReceivedEvent } from "../../durable-objects/commission-ledger/desk-answers.ts";
import type { EventSource } from "../../durable-objects/commission-ledger/event-source.ts";
import { sized } from "../support/effort.ts";
import { MemoryLedger, proposed } from "../support/memory-ledger.ts";
import { DAY, click, evidence, received } from "../unit/domain/attribution/builders.ts";
import { order } from "../unit/domain/commission/builders.ts";
import { decided } from "../unit/domain/commission/decided.ts";

const NOW = 1_900_000_000_000;
const OWN = order(10_000);
const BY_THE_THIEF = {
  ...decided({ evidence: evidence({ touches: [received(click(3, DAY))] }) }),
  risk: { verdict: "review", score: 2.5, reasons: [{ code: "page_reported", weight: 2.5, facts: {} }] },
} as const;

type Act =
  | { readonly of: "page"; readonly amount: number; readonly token: number }
  | { readonly of: "merchant" }
  | { readonly of: "event"; readonly source: EventSource; readonly event: ReceivedEvent };

const page = fc.record({
  of: fc.constant("page" as const),
  amount: fc.constantFrom(1, 10_000, 30_000),
  token: fc.nat(2),
});
const told = fc
  .constantFrom(
    "received" as const,
    "refunded" as const,
    "refund_voided" as const,
    "disputed" as const,
    "dispute_won" as const,
    "dispute_lost" as const,
  )
  .map((kind) => ({ source: "merchant" as const, kind }));
const moved = fc
  .constantFrom("review_cleared" as const, "released" as const, "reversed" as const)
  .map((kind) => ({ source: "owner" as const, kind }));
const event = fc
  .tuple(fc.oneof(told, moved), fc.nat(4), fc.constantFrom(1_000, 2_500))
  .map(([{ source, kind }, number, amount]): Act => {
    const partial = kind === "refunded" ? { amount: amountMinor(amount) } : {};
    const voids = kind === "refund_voided" ? { voids: `refunded-${number}` } : {};
    return {
      of: "event",
      source,
      event: { eventId: `${kind}-${number}`, kind, occurredAtMs: NOW, ...partial, ...voids },
    };
  });
const acts = fc
  .tuple(fc.array(fc.oneof(page, event), { maxLength: 6 }), fc.array(fc.oneof(page, event), { maxLength: 6 }))
  .map(([before, after]): Act[] => {
    return [...before, { of: "merchant" }, ...after.map(asLater), { of: "merchant" }];
  });

/** A move of the merchant's order is another one than a move of what a page told before. */
function asLater(act: Act): Act {
  if (act.of !== "event" || act.source !== "owner") return act;
  return { ...act, event: { ...act.event, eventId: `later-${act.event.eventId}` } };
}

function play(played: readonly Act[]) {
  const ledger = new MemoryLedger();
  const statuses: string[] = [];
  played.forEach((act, place) => {
    ledger.do((effects) => {
      if (act.of === "event") {
        ledger.orders.record(OWN.orderId, act.source, act.event, effects, NOW + place);
        return;
      }
      const proposal =
        act.of === "merchant"
          ? proposed(OWN, decided())
          : proposed(pageOrderOf(act.amount), BY_THE_THIEF, { journey: null, page: pageOf(act.token) });
      const [answer] = ledger.orders.accept([proposal], () => null, effects, NOW + place);
      if (act.of === "merchant") statuses.push(answer?.status ?? "none");
    });
  });
  return { ledger, statuses };
}

const pageOf = (token: number) => ({ token: `token-${token}`, network: "" });

function pageOrderOf(amount: number) {
  const { customerId: _, ...nobodys } = OWN;
  return { ...nobodys, orderId: pageOrderIdOf(OWN.orderId), amount: amountMinor(amount) };
}

/** Of the one order that a Journey hears of: pages name no customer. */
function ownRow(ledger: MemoryLedger): number | undefined {
  const [row] = ledger.told().flatMap((one) => (one.type === "order" ? [one.orderRow] : []));
  return row;
}

/** What the merchant's order shows and what others heard of it. */
function outcomeOf(ledger: MemoryLedger) {
  const received = ledger.desk.received(OWN.orderId);
  if (received === null) throw new Error("the merchant's order is not there");
  const { firstReceivedAtMs: _, events, ...view } = received.view;
  const row = ownRow(ledger);
  const own = ledger.told().filter((message) => "orderRow" in message && message.orderRow === row);
  const plain = own.map((one) => ({ ...one, orderRow: 0, atMs: 0 }));
  const heard = Object.groupBy(plain, ({ type }) => type);
  return { view, events: events.map((one) => ({ ...one, occurredAtMs: 0 })), heard };
}

test("the merchant's order ends as if no page had told anything, and nothing is left of what pages told", () => {
  fc.assert(
    fc.property(acts, (all) => {
      const { ledger, statuses } = play(all);
      const control = play(all.filter(({ of }) => of !== "page"));
      expect(statuses).toEqual(control.statuses);
      expect(statuses).toEqual(["accepted", "duplicate"]);
      expect(outcomeOf(ledger)).toEqual(outcomeOf(control.ledger));
      const row = ownRow(ledger);
      const ofPages = ledger.toldOf("intent").filter(({ orderRow }) => orderRow !== row);
      const left = ofPages.reduce((sum, { intent, amount }) => {
        if (intent === "earn" || intent === "restore") return sum + amount;
        return intent === "reverse" ? sum - amount : sum;
      }, 0);
      expect(left).toBe(0);
      expect(ledger.toldOf("sales")).toHaveLength(control.ledger.toldOf("sales").length);
      expect(ledger.toldOf("budget")).toEqual([]);
    }),
    { numRuns: sized(50, 1_000, 100) },
  );
});

test("what a refund took of a page's order comes back with the refund's end, and goes whole when the merchant tells it", () => {
  const refund = {
    eventId: "refunded-1",
    kind: "refunded",
    amount: amountMinor(2_500),
    occurredAtMs: NOW,
  } as const;
  const end = { eventId: "end", kind: "refund_voided", voids: "refunded-1", occurredAtMs: NOW } as const;
  const { ledger } = play([
    { of: "page", amount: 10_000, token: 1 },
    { of: "event", source: "merchant", event: refund },
    { of: "event", source: "merchant", event: end },
    { of: "merchant" },
  ]);
  const row = ownRow(ledger);
  const ofPages = ledger.toldOf("intent").filter(({ orderRow }) => orderRow !== row);
  const moves = ofPages.map(({ intent, amount }) => [intent, amount]);
  expect(moves.filter(([intent]) => intent !== "hold")).toEqual([
    ["earn", 1_000],
    ["reverse", 250],
    ["restore", 250],
    ["reverse", 1_000],
  ]);
});

test("a token tells as many orders as it may, and a repeat of one of them costs it nothing", () => {
  const ledger = new MemoryLedger();
  const tell = (number: number) =>
    ledger.do((effects) => {
      const one = { ...pageOrderOf(1), orderId: pageOrderIdOf(`guess-${number}`) };
      const proposal = proposed(one, BY_THE_THIEF, { journey: null, page: pageOf(1) });
      return ledger.orders.accept([proposal, proposal], () => null, effects, NOW).map(({ status }) => status);
    });
  const answers = Array.from({ length: LIMITS.pageOrdersPerToken }, (_, number) => tell(number));
  expect(new Set(answers.map(String))).toEqual(new Set(["accepted,duplicate"]));
  expect(tell(LIMITS.pageOrdersPerToken)).toEqual(["limited", "limited"]);
  expect(tell(0)).toEqual(["duplicate", "duplicate"]);
});
