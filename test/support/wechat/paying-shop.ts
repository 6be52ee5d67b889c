/** A program whose payouts WeChat Pay pays, inside of workerd, with the stand-in as its merchant's bank. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { OutsideNetwork } from "../../../worker/platform/outside-network.ts";
import { openShop, type Answer, type Shop } from "../shop.ts";
import { settingsOf } from "./payout-settings.ts";
import type { TransfersSeen, TransferTerms } from "./transfers.ts";

export const OPEN_ID = "oLVPpjqs9BhvzwPj5A-vTYAX3GLc";
const IN_WECHAT = { kind: "wechat", openId: OPEN_ID };
const PAID_AT_ONCE = { holdPeriod: "PT0S", holdStartsAt: "paid", minPayout: 1 };
/** Later than any test lasts. */
const NEVER_MS = Date.UTC(2100, 0, 1);

/** Files of tests run beside each other, and share the stand-in. */
export function newMerchantId(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(1_000_000_000 + number);
}

async function control(merchantId: string, init: RequestInit): Promise<Response> {
  const network = (env as OutsideNetwork).VENDORS;
  if (network === undefined) throw new Error("the tests bind a stand-in");
  return await network.fetch(`http://control.transfers/${merchantId}`, init);
}

export interface PayingShop {
  readonly shop: Shop;
  readonly merchantId: string;
  say(terms: TransferTerms): Promise<void>;
  seen(): Promise<TransfersSeen>;
  /** Has the book do what is due later at once. */
  goOn(times?: number): Promise<void>;
  /** As if every transfer had begun long ago. */
  growOld(): Promise<void>;
  transferOf(payoutId: string): Promise<Answer["body"]>;
  /** A payout of so much that nothing has collected yet. @returns its id. */
  approved(amount: number, payee?: object): Promise<string>;
  /** Has a batch collect what is approved. Nothing is sent before the book goes on. */
  collect(key: string): Promise<Answer>;
  /** A payout of so much that a batch has collected for WeChat Pay. @returns its id. */
  collected(amount: number, payee?: object): Promise<string>;
}

export async function openPayingShop(): Promise<PayingShop> {
  const shop = await openShop({ settlement: PAID_AT_ONCE });
  const merchantId = newMerchantId();
  let said: TransferTerms = {};
  const put = async (terms: TransferTerms): Promise<void> => {
    await control(merchantId, { method: "PUT", body: JSON.stringify(terms) });
  };
  const say = async (terms: TransferTerms): Promise<void> => {
    said = terms;
    await put(terms);
  };
  await say({});
  const set = await shop.put("/wechat-payouts", settingsOf(merchantId));
  if (set.status !== 200) throw new Error(JSON.stringify(set.body));
  let members = 0;
  const approved = async (amount: number, payee: object = IN_WECHAT): Promise<string> => {
    members += 1;
    const promoter = await shop.promoter(`member-${members}`);
    await shop.adjust(promoter, { amount, kind: "bonus", reason: "a start" });
    await shop.put(`/promoters/${promoter.id}/payee`, payee);
    const key = { "idempotency-key": `payout-${members}` };
    const { body: payout } = await shop.post(`/promoters/${promoter.id}/payouts`, { amount }, key);
    await shop.post(`/payouts/${payout.id}/approve`, {});
    return payout.id;
  };
  const collect = async (key: string): Promise<Answer> => {
    // The book begins by its alarm, in a second or later: here by the tests' hand alone.
    await put({ ...said, isHeld: true });
    const batch = await shop.post("/payout-batches", { provider: "wechat" }, { "idempotency-key": key });
    await wakeBook(shop);
    await put(said);
    return batch;
  };
  return {
    shop,
    merchantId,
    say,
    seen: async () => await (await control(merchantId, { method: "GET" })).json<TransfersSeen>(),
    goOn: async (times = 1) => {
      for (let time = 0; time < times; time += 1) await wakeBook(shop);
    },
    growOld: async () => {
      await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), (_, { storage }) => {
        storage.sql.exec("UPDATE payout_transfers SET begun_at_ms = 0");
      });
    },
    transferOf: async (payoutId) => (await shop.get(`/payouts/${payoutId}/transfer`)).body,
    approved,
    collect,
    collected: async (amount, payee) => {
      const id = await approved(amount, payee);
      const batch = await collect(`batch-${members}`);
      if (batch.status !== 201 || batch.body.count !== 1) throw new Error(JSON.stringify(batch.body));
      return id;
    },
  };
}

async function wakeBook(shop: Shop): Promise<void> {
  await runInDurableObject(env.ACCOUNT_BOOK.getByName(`${shop.id}/0`), async (book, { storage }) => {
    storage.sql.exec("UPDATE payout_transfers SET next_at_ms = 0 WHERE next_at_ms IS NOT NULL");
    await book.alarm();
    storage.sql.exec("UPDATE payout_transfers SET next_at_ms = ? WHERE next_at_ms IS NOT NULL", NEVER_MS);
  });
}
