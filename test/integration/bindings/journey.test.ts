import { deliveryOf } from "../../support/delivery.ts";
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Touch } from "../../../domain/attribution/touch.ts";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { JourneyRow } from "../../../durable-objects/delivery/rows.ts";
import { EMPTY, openShop } from "../../support/shop.ts";
import { clickAt } from "../../support/orders/touches.ts";

const LEDGER = { class: "ledger", name: "ledger/0" } as const;
const DAY = 86_400_000;
const promoter = promoterRefOf(1, 0);

const click = (atMs: number, nonce = 0): Touch => ({
  kind: "click",
  promoter,
  link: 1,
  occurredAtMs: atMs,
  nonce,
});
const journey = () => env.JOURNEY.getByName(`journey-${crypto.randomUUID()}/0`);
const known = async (stub: ReturnType<typeof journey>, customerId = "c", knownByMs = Infinity) => {
  const [found] = await stub.evidence([{ customerId, atMs: Date.now(), knownByMs }]);
  if (found === undefined) throw new Error("an answer for each question");
  return found;
};

describe("touches of a customer", () => {
  test("are kept once and in order of time, in whatever sequence they were told", async () => {
    const [one, two] = [journey(), journey()];
    const now = Date.now();
    const touches = [3, 1, 2, 1, 5, 4].map((ago) => click(now - ago * 1_000, ago));
    const halves = [touches.slice(0, 3), touches.slice(3)];
    for (const part of halves) await one.identify({ customerId: "c", visitor: null, touches: part });
    for (const part of halves.toReversed()) {
      await two.identify({ customerId: "c", visitor: null, touches: part.toReversed() });
    }
    const path = (await known(one)).touches;
    expect(path.map((touch) => now - touch.occurredAtMs)).toEqual([5_000, 4_000, 3_000, 2_000, 1_000]);
    expect((await known(two)).touches).toEqual(path);
    const again = await one.identify({ customerId: "c", visitor: null, touches });
    expect(again).toEqual({ kind: "kept", added: 0, unearned: [] });
  });

  test("are bounded: the newest are kept", async () => {
    const stub = journey();
    const now = Date.now();
    const touches = Array.from({ length: LIMITS.touchesPerCustomer + 30 }, (_, index) =>
      click(now - index, index),
    );
    await stub.identify({ customerId: "c", visitor: null, touches });
    const kept = (await known(stub)).touches;
    expect(kept).toHaveLength(LIMITS.touchesPerCustomer);
    expect(Math.min(...kept.map((touch) => touch.occurredAtMs))).toBe(now - LIMITS.touchesPerCustomer + 1);
    expect((await known(stub, "somebody-else")).touches).toEqual([]);
  });

  test("are swept a day after they can count for nothing any more", async () => {
    const stub = journey();
    const now = Date.now();
    await stub.identify({
      customerId: "c",
      visitor: null,
      touches: [click(now - 399 * DAY), click(now - DAY)],
    });
    await runInDurableObject(stub, (_, { storage }) => {
      const [row] = storage.sql.exec<{ touches: string }>("SELECT touches FROM touch_paths").toArray();
      const older = (row?.touches ?? "").replaceAll(String(now - 399 * DAY), String(now - 402 * DAY));
      const oldestDay = Math.floor((now - 402 * DAY) / DAY);
      storage.sql.exec("UPDATE touch_paths SET touches = ?, oldest_day = ?", older, oldestDay);
    });
    await stub.wake(1);
    expect((await known(stub)).touches).toEqual([click(now - DAY)]);
    const old = await stub.identify({ customerId: "c", visitor: null, touches: [click(now - 401 * DAY)] });
    expect(old.added).toBe(0);
  });
});

describe("visitors", () => {
  test("proved to be one customer stay apart, bounded, and join no other customer", async () => {
    const stub = journey();
    const now = Date.now();
    await stub.identify({ customerId: "a", visitor: "v1", touches: [click(now - 1)] });
    await stub.identify({ customerId: "a", visitor: "v2", touches: [click(now - 2)] });
    await stub.identify({ customerId: "b", visitor: "v1", touches: [] });
    expect((await stub.visitors("a")).toSorted()).toEqual(["v1", "v2"]);
    expect((await known(stub, "b")).touches).toEqual([]);
    for (let index = 0; index < LIMITS.visitorsPerCustomer + 5; index += 1) {
      await stub.identify({ customerId: "c", visitor: `w${index}`, touches: [] });
    }
    const visitors = await stub.visitors("c");
    expect(visitors).toHaveLength(LIMITS.visitorsPerCustomer);
    expect(visitors).not.toContain("w0");
  });
});

describe("orders that nobody earned", () => {
  const order = (seq: number, more: Partial<Extract<JourneyRow, { type: "order" }>> = {}): JourneyRow => ({
    type: "order",
    seq,
    customerId: "c",
    orderId: `o${seq}`,
    occurredAtMs: Date.now(),
    gatheredAtMs: Date.now(),
    touches: [],
    unearnedUntilMs: Date.now() + 60_000,
    joins: null,
    ...more,
  });

  test("are told of evidence while they wait, no more once earned or over, and are bounded", async () => {
    const stub = journey();
    const now = Date.now();
    const rows = [
      order(1),
      order(2, { unearnedUntilMs: now - 1 }),
      order(3, { occurredAtMs: now - DAY }),
      order(4),
      { type: "earned" as const, seq: 5, customerId: "c", orderId: "o4" },
      order(6, { customerId: "somebody-else" }),
    ];
    await stub.deliver(deliveryOf(LEDGER, rows));
    const received = await stub.identify({ customerId: "c", visitor: null, touches: [click(now - 1_000)] });
    expect(received.unearned).toEqual(["o1"]);
    const earlier = await stub.identify({ customerId: "c", visitor: null, touches: [click(now - 2 * DAY)] });
    expect(earlier.unearned).toEqual(["o1", "o3"]);
    const many = Array.from({ length: LIMITS.unearnedPerCustomer + 20 }, (_, index) => order(7 + index));
    await stub.deliver(deliveryOf(LEDGER, many));
    const all = await stub.identify({ customerId: "c", visitor: null, touches: [click(now - 3 * DAY)] });
    expect(all.unearned).toHaveLength(LIMITS.unearnedPerCustomer);
    expect(all.unearned).not.toContain("o1");
  });

  test("rows that are delivered twice take effect once, and a gap is refused", async () => {
    const stub = journey();
    const first = await stub.deliver(deliveryOf(LEDGER, [order(1), order(2)]));
    const again = await stub.deliver(deliveryOf(LEDGER, [order(1), order(2), order(3)]));
    expect([first, again]).toMatchObject([
      { kind: "taken", last: { seq: 2 } },
      { kind: "taken", last: { seq: 3 } },
    ]);
    expect(await stub.deliver(deliveryOf(LEDGER, [order(9)]))).toEqual({
      kind: "gap",
      last: { seq: 3, life: "life" },
    });
  });

  test("the earliest order is known, whichever is told first", async () => {
    const stub = journey();
    const now = Date.now();
    const rows = [order(1, { occurredAtMs: now - 5 }), order(2, { occurredAtMs: now - 9 }), order(3)];
    await stub.deliver(deliveryOf(LEDGER, rows));
    expect((await known(stub)).firstOrderAtMs).toBe(now - 9);
  });

  test("are credited though every object dies between the proof and its delivery", async () => {
    const shop = await openShop();
    const seller = await shop.promoter("seller");
    for (let round = 0; round < 5; round += 1) {
      const customerId = `buyer-${round}`;
      await shop.order(`o${round}`, 10_000, { customerId });
      await shop.settle();
      const proving = shop.identify(customerId, [await clickAt(shop, seller, Date.now() - DAY)]);
      if (round % 2 === 0) await proving;
      await abortAllDurableObjects();
      // A client whose answer died with an object does not wait for ever.
      await Promise.race([proving.catch(() => undefined), scheduler.wait(2_000)]);
      await shop.identify(customerId, [await clickAt(shop, seller, Date.now() - 2 * DAY)]);
      await abortAllDurableObjects();
      await shop.settle();
      const { attribution } = (await shop.get(`/orders/o${round}`)).body;
      expect(attribution.credits).toEqual([{ promoterId: seller.id, weightBps: 10_000 }]);
    }
    await shop.settle();
    expect(await shop.wallet(seller)).toEqual({ ...EMPTY, pending: 5_000 });
  });
});

test("a customer's binding timeline is bounded: the bindings of the latest times are kept", async () => {
  const stub = journey();
  const now = Date.now();
  const rows = Array.from({ length: LIMITS.bindingsPerCustomer + 10 }, (_, index): JourneyRow => ({
    type: "bind",
    seq: index + 1,
    customerId: "c",
    promoter: promoterRefOf(1 + (index % 2), 0),
    orderId: `o${index}`,
    effectiveAtMs: now - index,
    policy: { mode: "last", protectionMs: 0 },
    joins: null,
  }));
  await stub.deliver(deliveryOf(LEDGER, rows));
  const count = await runInDurableObject(stub, (_, { storage }) =>
    storage.sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM bindings").one(),
  );
  expect(count.rows).toBe(LIMITS.bindingsPerCustomer);
  expect((await known(stub)).binding?.promoter).toBe(promoterRefOf(1, 0));
});
