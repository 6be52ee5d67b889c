/** What arrives while a reconciliation reads is no difference. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  reconcileBook,
  type ReconcileMessage,
  startReconciliation,
} from "../../../worker/operations/reconcile.ts";
import { lastRun } from "../../../worker/operations/reconciliation.tables.ts";
import { openShop } from "../../support/shop.ts";

type Stub = ReturnType<typeof env.COMMISSION_LEDGER.getByName>;

/** The ledgers, of which the first that is asked how far it has come answers after something else has happened. */
function ledgersAfter(meanwhile: () => Promise<void>): typeof env.COMMISSION_LEDGER {
  let isFirst = true;
  const asked = async (stub: Stub) => {
    if (isFirst) {
      isFirst = false;
      await meanwhile();
    }
    return await stub.auditProgress();
  };
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
