import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sized } from "../../support/effort.ts";
import { type Answer, balancesOf, EMPTY, openShop } from "../../support/shop.ts";

const ROUNDS = sized(2, 10, 4);
const ORDERS = 12;

/** More than any call needs between two aborts. */
const TRIES = 200;

/** Repeats a call until the service has answered it, as a sender does who must know. */
async function surely(call: () => Promise<Answer>): Promise<Answer> {
  let unanswered = "";
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await call();
    if (answer.status < 500) return answer;
    unanswered = `${answer.status} ${JSON.stringify(answer.body)}`;
    await scheduler.wait(5);
  }
  throw new Error(`not answered in ${TRIES} tries: ${unanswered}`);
}

test("objects aborted in the middle of orders, refunds, payouts and batches lose and double nothing", async () => {
  const shop = await openShop({ settlement: { holdPeriod: "PT0S", holdStartsAt: "received", minPayout: 1 } });
  const [top, seller] = await shop.line("top", "seller");
  await shop.namePayee(seller);
  const clickToken = await shop.tap(seller);
  const batches = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const orders = Array.from({ length: ORDERS }, async (_, index) => {
      const orderId = `o-${round}-${index}`;
      await surely(() => shop.order(orderId, 1_000, { clickToken }));
      await surely(() => shop.event(orderId, "received", "r"));
      if (index % 3 === 0) await surely(() => shop.event(orderId, "refunded", "x", { amount: 500 }));
    });
    const bonus = { amount: 7, kind: "bonus", reason: "once" };
    const key = { "idempotency-key": `k-${round}` };
    const adjusted = surely(() => shop.post(`/promoters/${seller.id}/adjustments`, bonus, key));
    const paidOut = (async () => {
      const payout = await surely(() => shop.post(`/promoters/${seller.id}/payouts`, { amount: 5 }, key));
      if (payout.status > 201) return;
      await surely(() => shop.post(`/payouts/${payout.body.id}/approve`, {}));
      const batch = await surely(() => shop.post("/payout-batches", {}, key));
      batches.add(batch.body.id);
      await expect
        .poll(async () => (await surely(() => shop.get(`/payouts/${payout.body.id}`))).body.state)
        .toBe("processing");
      await surely(() => shop.post(`/payouts/${payout.body.id}/paid`, {}));
    })();
    const aborts = (async () => {
      for (let abort = 0; abort < 3; abort += 1) {
        await scheduler.wait(5 + 20 * abort);
        await abortAllDurableObjects();
      }
    })();
    await Promise.all([...orders, adjusted, paidOut, aborts]);
  }
  await shop.settle();
  await env.ACCOUNT_BOOK.getByName(`${shop.id}/0`).wake(1);
  // Of every three orders of 1,000 one kept half: 10 % and 5 % of what is left.
  const kept = ROUNDS * (ORDERS - ORDERS / 3 + ORDERS / 6);
  const payouts = (await shop.get(`/promoters/${seller.id}/payouts?limit=200`)).body.data;
  const paid = payouts.length * 5;
  expect(payouts.every(({ state }: { state: string }) => state === "paid")).toBe(true);
  expect(await shop.wallet(top)).toEqual({ ...EMPTY, available: kept * 50 });
  expect(await shop.wallet(seller)).toEqual({
    ...EMPTY,
    available: kept * 100 + ROUNDS * 7 - paid,
    paid,
  });
  for (const promoter of [top, seller]) {
    const verdict = (await shop.get(`/promoters/${promoter.id}/journal/verification`)).body;
    expect(verdict).toMatchObject({ valid: true });
  }
  const lines = ((await shop.get(`/promoters/${seller.id}/journal.jsonl`)).body as string).trim().split("\n");
  const balances = balancesOf(lines.map((line) => JSON.parse(line)));
  expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0);
  const files = await Promise.all(
    [...batches].map(async (id) => (await shop.get(`/payout-batches/${id}.csv`)).body as string),
  );
  for (const { id } of payouts) expect(files.filter((file) => file.includes(`${id},`))).toHaveLength(1);
});
