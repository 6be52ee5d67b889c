/** A fenced program whose restore goes on by hand, one step after another. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import type { ReconcileMessage } from "../../../worker/operations/reconcile.ts";
import { type RestoreMessage, restoreOn } from "../../../worker/restores/restore.ts";
import { beginRestore, type Restore } from "../../../worker/restores/restores.tables.ts";
import { begunAnew, type History, keepHistory } from "../objects/history.ts";
import { CLASSES } from "../objects/objects-made.ts";
import { openShop, type Promoter, request, type Shop } from "../shop.ts";

const OPERATOR = { token: "operator-of-the-tests" };
const REASON = "A faulty import";

/** A program with an order that was paid for, and its seller. */
interface Sold {
  readonly shop: Shop;
  readonly seller: Promoter;
  readonly clickToken: string;
  readonly wallet: Record<string, unknown>;
}

export class Restoring {
  readonly shop: Shop;
  readonly history: History;
  readonly restore: Restore;
  /** Messages that nobody has taken so far. */
  readonly sent: (RestoreMessage | ReconcileMessage)[] = [];
  readonly env: Env;
  readonly sold: Sold;

  private constructor(sold: Sold, history: History, restore: Restore) {
    this.sold = sold;
    this.shop = sold.shop;
    this.history = history;
    this.restore = restore;
    const send = async (message: RestoreMessage | ReconcileMessage) =>
      void (await Promise.resolve(this.sent.push(message)));
    this.env = { ...env, JOBS: { send } as unknown as Queue };
  }

  static async begin(): Promise<Restoring> {
    const shop = await openShop();
    const [seller] = await shop.line("seller");
    const clickToken = await shop.tap(seller);
    await shop.order("before", 10_000, { clickToken });
    await shop.settle();
    const sold = { shop, seller, clickToken, wallet: await shop.wallet(seller) };
    const history = await keepHistory(shop.id);
    const toMs = Date.now() - 1_000;
    const begun = await beginRestore(env.CONFIG, { programId: shop.id, toMs, reason: REASON }, Date.now());
    if (begun === null) throw new Error("the program is fenced already");
    return new Restoring(sold, history, begun);
  }

  async step(): Promise<void> {
    const program = { id: this.shop.id, objects: 1, region: null };
    await restoreOn(this.env, { kind: "restore", program, restore: this.restore.number });
  }

  /** All objects went back. */
  async wentBack(): Promise<void> {
    await this.step();
    await begunAnew(this.shop.id, CLASSES);
  }

  /** All objects went back and were woken. */
  async woken(): Promise<void> {
    await this.wentBack();
    await this.step();
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
  async read(): Promise<any> {
    return (await request("GET", `/v1/programs/${this.shop.id}/restore`, OPERATOR)).body;
  }

  /** The parts of a reconciliation that wait to be compared: none of them waits any more. */
  takeParts(): ReconcileMessage[] {
    const parts = this.sent.filter((message) => message.kind === "reconcile");
    this.sent.length = 0;
    return parts;
  }

  async isFenced(): Promise<boolean> {
    await untilItCounts();
    const { status } = await this.shop.get(`/promoters/${this.sold.seller.id}/wallet`);
    return status === 503;
  }
}

/** It is open, nothing was lost or paid twice, and orders are decided. */
export async function expectOpen(restoring: Restoring): Promise<void> {
  const { shop, seller, clickToken, wallet } = restoring.sold;
  expect(await restoring.read()).toMatchObject({ state: "finished", failure: null });
  expect(await shop.wallet(seller)).toEqual(wallet);
  expect((await shop.get("/reconciliation")).body).toMatchObject({ state: "finished", balanced: true });
  await shop.order("after", 10_000, { clickToken });
  await shop.settle();
  expect(await shop.wallet(seller)).not.toEqual(wallet);
}
