/** A delivery is applied as one unit of work, and leaves what its rows would leave one by one. */
import { deliveryOf } from "../../support/delivery.ts";
import { sized } from "../../support/effort.ts";
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { objectName, type PromoterRef, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { type AmountMinor, amountMinor } from "../../../domain/kernel/money.ts";
import type { Month } from "../../../domain/program/month.ts";
import { DEFAULT_TIER_PLAN } from "../../../domain/referral/tiers.ts";
import type { BookRow, DeliveryAnswer } from "../../../durable-objects/delivery/rows.ts";

const PROMOTERS = [1, 2, 3].map((number) => promoterRefOf(number, number));
const SENDER = { class: "ledger", name: "ledger of the test" } as const;
const MONTH = "2026-11" as Month;

/** Numbers from a seed, 0 to below `bound`. */
function dice(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % bound;
  };
}

type Unnumbered = BookRow extends infer Row ? (Row extends BookRow ? Omit<Row, "seq"> : never) : never;

/** More than can be counted: a row of it throws. */
const UNCOUNTABLE = 2 ** 60;

/** Rows as a ledger sends them, and some that a book has to refuse: more is held than was earned. */
function randomRows(seed: number): BookRow[] {
  const roll = dice(seed);
  return Array.from({ length: 60 }, (_, index): BookRow => {
    const promoter = PROMOTERS[roll(PROMOTERS.length)] ?? promoterRefOf(1, 1);
    const row: Unnumbered = roll(3) === 0 ? sale(promoter, roll) : intent(promoter, roll, index);
    return { ...row, seq: index + 1 };
  });
}

function sale(promoter: PromoterRef, roll: (bound: number) => number): Unnumbered {
  const usual = roll(4) === 0 ? -roll(20_000) : roll(300_000);
  const change = roll(8) === 0 ? UNCOUNTABLE : usual;
  return { type: "sales", promoter, month: MONTH, change };
}

function intent(promoter: PromoterRef, roll: (bound: number) => number, index: number): Unnumbered {
  const kind = (["earn", "earn", "hold", "release"] as const)[roll(4)] ?? "earn";
  return {
    type: "intent",
    intent: kind,
    phase: kind === "release" ? "held" : "pending",
    amount: amountMinor(1 + roll(500)),
    promoter,
    commissionId: `co_${roll(6)}`,
    orderId: `order-${index}`,
    atMs: 1_763_000_000_000 + index,
    reopens: roll(15) === 0,
  };
}

interface Left {
  readonly refused: readonly { readonly seq: number; readonly code: string }[];
  readonly books: readonly unknown[];
}

test("a book takes the later of two plans under one number, which was given again after CONFIG was put back", async () => {
  const book = env.ACCOUNT_BOOK.getByName(objectName(`book-${crypto.randomUUID().slice(0, 8)}`, 0));
  const planOf = (tier: string, effectiveFromMs: number) => ({
    version: 2,
    effectiveFromMs,
    plan: { ...DEFAULT_TIER_PLAN, tiers: [{ name: tier, fromSales: amountMinor(0) }] },
    timezone: "UTC",
  });
  await book.learnTiers(planOf("lost", 1_000));
  await book.learnTiers(planOf("kept", 2_000));
  await book.learnTiers(planOf("lost", 1_000));
  const plans = await runInDurableObject(book, (_instance, { storage }) =>
    storage.sql.exec<{ plan: string }>("SELECT plan FROM tier_plan").one(),
  );
  expect(JSON.parse(plans.plan)).toMatchObject({ tiers: [{ name: "kept" }] });
});

/** What a new book answers and holds after deliveries of so many rows each. */
async function leftBy(rows: readonly BookRow[], perDelivery: number): Promise<Left> {
  const book = env.ACCOUNT_BOOK.getByName(objectName(`book-${crypto.randomUUID().slice(0, 8)}`, 0));
  await book.learnTiers({ version: 1, effectiveFromMs: 0, plan: DEFAULT_TIER_PLAN, timezone: "UTC" });
  const refused: { seq: number; code: string }[] = [];
  for (let at = 0; at < rows.length; at += perDelivery) {
    const answer: DeliveryAnswer = await book.deliver(deliveryOf(SENDER, rows.slice(at, at + perDelivery)));
    if (answer.kind !== "taken") throw new Error("no row was left out");
    refused.push(...answer.refused);
  }
  const books = await Promise.all(
    PROMOTERS.map(async (promoter) => {
      const [wallet, journal, tiers, sales] = await Promise.all([
        book.wallet(promoter),
        book.journal(promoter, null, 200),
        book.tierHistory(promoter, null, 100),
        book.salesOf([{ promoter, month: MONTH, atMs: Number.MAX_SAFE_INTEGER }], {
          version: 1,
          effectiveFromMs: 0,
          plan: DEFAULT_TIER_PLAN,
          timezone: "UTC",
        }),
      ]);
      return {
        wallet,
        journal,
        tiers: tiers.map(({ tier, cause, change }) => ({ tier, cause, change })),
        sales,
      };
    }),
  );
  return { refused, books };
}

test("rows of one delivery leave what they leave one by one, those that are refused and stopped too", async () => {
  const seeds = Array.from({ length: sized(1, 6, 2) }, (_, index) => index + 1);
  const reasons = new Set<string>();
  for (const seed of seeds) {
    const rows = randomRows(seed);
    const [together, some, alone] = [
      await leftBy(rows, rows.length),
      await leftBy(rows, 7),
      await leftBy(rows, 1),
    ];
    expect(together).toEqual(alone);
    expect(some).toEqual(alone);
    for (const { code } of together.refused) reasons.add(code);
  }
  // Otherwise the seeds would show nothing of rows that fail, and of rows behind a refused one.
  expect([...reasons].sort()).toEqual([
    "behind_refused",
    "failed",
    "insufficient_held",
    "insufficient_pending",
  ]);
});

test("a row behind a refused one of its commission waits for a replay, in the same delivery too", async () => {
  const [promoter] = PROMOTERS;
  if (promoter === undefined) throw new Error("there are promoters");
  const book = env.ACCOUNT_BOOK.getByName(objectName(`book-${crypto.randomUUID().slice(0, 8)}`, 0));
  const row = { type: "intent", promoter, orderId: "o1", atMs: 1_763_000_000_000, reopens: false } as const;
  const amount: AmountMinor = amountMinor(10);
  const answer = await book.deliver(
    deliveryOf(SENDER, [
      { ...row, seq: 1, commissionId: "co_1", intent: "hold", phase: "pending", amount },
      { ...row, seq: 2, commissionId: "co_1", intent: "earn", phase: "pending", amount },
      { ...row, seq: 3, commissionId: "co_2", intent: "earn", phase: "pending", amount },
    ]),
  );
  expect(answer).toMatchObject({
    kind: "taken",
    last: { seq: 3 },
    refused: [
      { seq: 1, code: "insufficient_pending" },
      { seq: 2, code: "behind_refused" },
    ],
  });
  expect(await book.wallet(promoter)).toMatchObject({ pending: 10 });
});

test("a row that throws is refused alone, after those before it and before those behind it", async () => {
  const rows = randomRows(9);
  const book = env.ACCOUNT_BOOK.getByName(objectName(`book-${crypto.randomUUID().slice(0, 8)}`, 0));
  const good = await leftBy(rows, rows.length);
  const [promoter] = PROMOTERS;
  if (promoter === undefined) throw new Error("there are promoters");
  const bad: BookRow = { type: "sales", seq: 1, promoter, month: MONTH, change: 5 };
  const worse: BookRow = { type: "sales", seq: 2, promoter, month: MONTH, change: UNCOUNTABLE };
  const answer = await book.deliver(
    deliveryOf(SENDER, [bad, worse, ...rows.map((row) => ({ ...row, seq: row.seq + 2 }))]),
  );
  if (answer.kind !== "taken") throw new Error("no row was left out");
  expect(answer.refused[0]).toEqual({ seq: 2, code: "failed" });
  expect(answer.refused.slice(1).map(({ seq }) => seq - 2)).toEqual(good.refused.map(({ seq }) => seq));
  await runInDurableObject(book, (_object, { storage: { sql } }) => {
    const stored = sql.exec("SELECT count(*) AS entries FROM journal").one()["entries"];
    const kept = good.books.flatMap((one) => (one as { journal: unknown[] }).journal);
    expect(stored).toBe(kept.length);
  });
});
