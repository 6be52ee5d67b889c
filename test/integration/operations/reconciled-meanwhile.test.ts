/** What arrives while a reconciliation reads is no difference. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  reconcileBook,
  type ReconcileMessage,
  startReconciliation,
} from "../../../worker/operations/reconcile.ts";
import { lastRun } from "../../../worker/operations/reconciliation.tables.ts";
import { parseCommissionId, parsePromoterId } from "../../../domain/kernel/ids.ts";
import { openShop } from "../../support/shop.ts";

type Stub = ReturnType<typeof env.COMMISSION_LEDGER.getByName>;

type Progress = Awaited<ReturnType<Stub["auditProgress"]>>;

/** The ledgers, of which the first that is asked how far it has come answers after something else has happened. */
function ledgersAfter(meanwhile: () => Promise<void>): typeof env.COMMISSION_LEDGER {
  let isFirst = true;
  return ledgersThat(async (stub) => {
    if (isFirst) {
      isFirst = false;
      await meanwhile();
    }
    return await stub.auditProgress();
  });
}

/** The ledgers, with another answer to how far they have come. */
function ledgersThat(asked: (stub: Stub) => Promise<Progress>): typeof env.COMMISSION_LEDGER {
  const named = (stub: Stub) =>
    new Proxy(stub, {
      get: (target, key) =>
        key === "auditProgress"
          ? async () => await asked(target)
          : (...given: unknown[]) => Reflect.apply(Reflect.get(target, key) as () => unknown, target, given),
    });
  const { COMMISSION_LEDGER } = env;
  return {
    getByName: (name: string) => named(COMMISSION_LEDGER.getByName(name)),
  } as typeof COMMISSION_LEDGER;
}

test("rows that are sent, received and acknowledged between two readings are no difference", async () => {
  const shop = await openShop();
  const [seller] = await shop.line("seller");
  const clickToken = await shop.tap(seller);
  await shop.order("before", 10_000, { clickToken });
  await shop.settle();
  const messages: ReconcileMessage[] = [];
  const JOBS = { send: async (message: ReconcileMessage) => void messages.push(message) };
  const program = { id: shop.id, region: null, objects: 1 };
  await startReconciliation({ ...env, JOBS: JOBS as unknown as Queue }, program, Date.now());
  const COMMISSION_LEDGER = ledgersAfter(async () => {
    await shop.order("meanwhile", 10_000, { clickToken });
    await shop.settle();
  });
  for (const message of messages) await reconcileBook({ ...env, COMMISSION_LEDGER }, message);
  expect((await shop.get("/orders/meanwhile")).status).toBe(200);
  expect(await lastRun(env.REPORTS, shop.id, Date.now())).toMatchObject({
    state: "finished",
    differences: [],
  });
});

test("a book that took its first rows before it was listed is not called one without them", async () => {
  const shop = await openShop({ objects: 2 });
  const sellers = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => await shop.promoter(`seller-${index}`)),
  );
  for (const [index, seller] of sellers.entries())
    await shop.order(`order-${index}`, 10_000, { clickToken: await shop.tap(seller) });
  await shop.settle();
  // A book lists itself a moment after it was told something.
  await env.REPORTS.prepare("DELETE FROM known_objects WHERE program_id = ? AND class = 'book'")
    .bind(shop.id)
    .run();
  const messages: ReconcileMessage[] = [];
  const JOBS = { send: async (message: ReconcileMessage) => void messages.push(message) };
  const program = { id: shop.id, region: null, objects: 2 };
  await startReconciliation({ ...env, JOBS: JOBS as unknown as Queue }, program, Date.now());
  for (const message of messages) await reconcileBook(env, message);
  expect(messages).toHaveLength(2);
  const run = await lastRun(env.REPORTS, shop.id, Date.now());
  expect(run).toMatchObject({ state: "finished", differences: [] });
});

test("a ledger that a book has heard of may lag before it is listed, and then nothing is called a difference", async () => {
  const shop = await openShop({ objects: 2 });
  const seller = await shop.promoter("seller");
  const seen = await Promise.all(
    // Slots are random: that none of twenty is of the second ledger is one chance in a million.
    Array.from({ length: 20 }, async (_, index) => {
      const { body } = await shop.order(`order-${index}`, 10_000, { clickToken: await shop.tap(seller) });
      return String(body.results[0].commissions[0].id);
    }),
  );
  await shop.settle();
  const ofSecond = seen.find((id) => (parseCommissionId(id)?.slot ?? 0) % 2 === 1);
  expect(ofSecond).toBeDefined();
  // As behind a move of slots: the ledger has told the book, is not listed yet, and has not written its order anew.
  const bend = "UPDATE commissions SET kept = amount + 1 WHERE id = ?";
  const bent = async () => (await env.REPORTS.prepare(bend).bind(ofSecond).run()).meta.changes;
  await expect.poll(bent).toBe(1);
  const found = async (lagging: Progress["lagging"]) => {
    const messages: ReconcileMessage[] = [];
    const JOBS = { send: async (message: ReconcileMessage) => void messages.push(message) };
    const program = { id: shop.id, region: null, objects: 2 };
    const forget = "DELETE FROM known_objects WHERE program_id = ? AND class = 'ledger'";
    await env.REPORTS.prepare(forget).bind(shop.id).run();
    await startReconciliation({ ...env, JOBS: JOBS as unknown as Queue }, program, Date.now());
    // The ledger may have written it anew meanwhile.
    await bent();
    const COMMISSION_LEDGER = ledgersThat(async (stub) => {
      const progress = await stub.auditProgress();
      return stub.name?.endsWith("/1") === true ? { ...progress, lagging } : progress;
    });
    for (const message of messages) await reconcileBook({ ...env, COMMISSION_LEDGER }, message);
    return await lastRun(env.REPORTS, shop.id, Date.now());
  };
  const ref = parsePromoterId(seller.id);
  expect(await found(ref === undefined ? [] : [ref])).toMatchObject({ state: "finished", differences: [] });
  expect((await found([]))?.differences).toMatchObject([{ kind: "journal_and_read_model" }]);
});
