/** An order that nobody earned is credited once, in time, and to the customer who came first. */
import { beforeEach, expect, test } from "vitest";
import type { Decision } from "../../../domain/commission/decision.ts";
import { NO_EVIDENCE } from "../../../durable-objects/commission-ledger/late-orders/late-order-storage.ts";
import { MemoryLedger, proposed } from "../../support/memory-ledger.ts";
import { DAY, click, evidence, received } from "../domain/attribution/builders.ts";
import { order } from "../domain/commission/builders.ts";
import { decided, unearned } from "../domain/commission/decided.ts";

const NOW = 1_900_000_000_000;
const GRACE_MS = 60_000;
const ORDER = order(10_000);
const BY_THE_OTHER = decided({ evidence: evidence({ touches: [received(click(3, DAY))] }) });

let ledger: MemoryLedger;

beforeEach(() => {
  ledger = new MemoryLedger();
});

function accept(decision: Decision, customerId: string | null = "buyer"): void {
  const { customerId: _buyer, ...nobodys } = ORDER;
  const told = customerId === null ? nobodys : { ...nobodys, customerId };
  ledger.do((effects) => ledger.orders.accept([proposed(told, decision)], () => null, effects, NOW));
}

function credit(decision: Decision, customerId = "buyer") {
  const request = { order: { ...ORDER, customerId }, evidence: NO_EVIDENCE, journey: "shop/0", decision };
  return ledger.do((effects) => ledger.desk.credit(request, effects, NOW + 1));
}

/** To whom commissions were promised. */
function earners(): number[] {
  return ledger.toldOf("intent").flatMap(({ intent, promoter }) => (intent === "earn" ? [promoter] : []));
}

const PAGE_REPORTED = { code: "page_reported", weight: 2.5, facts: {} } as const;

test("of two claims of one order the first is credited, and the second changes nothing", () => {
  accept(unearned());
  expect(credit(decided()).kind).toBe("credited");
  const again = credit(BY_THE_OTHER);
  expect(again).toMatchObject({ kind: "earned_before", view: { events: [{ kind: "credited" }] } });
  expect(earners()).toEqual([1, 2]);
});

test("an order that was earned at its acceptance is never credited anew", () => {
  accept(decided());
  expect(credit(BY_THE_OTHER).kind).toBe("earned_before");
  expect(earners()).toEqual([1, 2]);
});

test("of two repeats that name different customers the first one counts", () => {
  accept(unearned(), null);
  expect(credit(unearned(), "one").kind).toBe("unearned");
  expect(credit(decided(), "two")).toMatchObject({
    kind: "earned_before",
    view: { order: { customerId: "one" } },
  });
  expect(earners()).toEqual([]);
});

test("an order that is not known is credited to nobody", () => {
  expect(credit(decided())).toEqual({ kind: "unknown" });
});

test("an order under review stays so, whoever is credited", () => {
  accept({ ...unearned(), risk: { verdict: "review", score: 2.5, reasons: [PAGE_REPORTED] } });
  expect(credit(decided())).toMatchObject({ kind: "credited", view: { underReview: true } });
});

test("an order that still nobody earned waits for nobody's look, and is judged when somebody is credited", () => {
  accept(unearned());
  const risk = { verdict: "review", score: 2.5, reasons: [PAGE_REPORTED] } as const;
  expect(credit({ ...unearned(), risk })).toMatchObject({ kind: "unearned", view: { underReview: false } });
  expect(credit({ ...decided(), risk })).toMatchObject({ kind: "credited", view: { underReview: true } });
});

test("evidence is noted up to the last instant of the grace, and only while nobody has earned the order", () => {
  accept(unearned());
  ledger.desk.note("order-1", NOW + GRACE_MS + 1);
  expect(ledger.late.late(10)).toEqual([]);
  ledger.desk.note("order-1", NOW + GRACE_MS);
  expect(ledger.late.late(10)).toMatchObject([{ row: 1 }]);
});

test("a repeat with a touch reopens the order up to the last instant of the grace, and no longer", () => {
  accept(unearned());
  const touched = { ...NO_EVIDENCE, touches: [received(click(1, DAY))] };
  const repeat = proposed(ORDER, decided(), { evidence: touched });
  const open = (nowMs: number) => {
    const [answer] = ledger.do((effects) => ledger.orders.accept([repeat], () => null, effects, nowMs));
    return answer !== undefined && "open" in answer;
  };
  expect([open(NOW + GRACE_MS), open(NOW + GRACE_MS + 1)]).toEqual([true, false]);
});

test("an order that was lost, told again and credited late is not paid a second time", () => {
  const posted = BY_THE_OTHER.commissions.map(({ credit, level, amount }) => {
    return { credit, level, earned: true, kept: amount, phase: "pending" as const };
  });
  expect(posted).not.toEqual([]);
  ledger = new MemoryLedger(({ decision }) => (decision.commissions.length > 0 ? posted : []));
  accept(unearned());
  expect(credit(BY_THE_OTHER)).toMatchObject({ kind: "credited" });
  expect(earners()).toEqual([]);
});
