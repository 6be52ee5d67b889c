/** Payouts in the demo's year: some are paid, one failed and one was rejected, and the others wait for a person. */
import type { Tributary } from "../../../sdk/node/tributary.ts";
import { until } from "../until.ts";
import { allOf } from "./all-of.ts";
import type { Seller } from "./shop.ts";

/** What becomes of the payouts of those who sell most, one after another. */
const FATES = [
  "paid",
  "paid",
  "paid",
  "paid",
  "paid",
  "failed",
  "processing",
  "rejected",
  "approved",
  "approved",
  "requested",
  "requested",
  "requested",
] as const;
type Fate = (typeof FATES)[number];

const IN_BATCH: readonly Fate[] = ["paid", "failed", "processing"];

interface MadePayout {
  readonly id: string;
  readonly fate: Fate;
}

export async function payOut(api: Tributary, sellers: readonly Seller[]): Promise<number> {
  const payouts: MadePayout[] = [];
  const asking = FATES.flatMap((fate, place) => {
    const seller = sellers[place];
    return seller === undefined ? [] : [{ fate, seller, number: place + 1 }];
  });
  await allOf(asking, async ({ fate, seller, number }) => {
    const id = await request(api, seller, number);
    payouts.push({ id, fate });
  });
  const move = (id: string, move: "approve" | "reject" | "paid" | "failed", reason?: string) =>
    api.post("/v1/programs/{program}/payouts/{id}/{move}", {
      path: { id, move },
      body: reason === undefined ? {} : { reason },
    });
  const inBatch = payouts.filter(({ fate }) => IN_BATCH.includes(fate));
  await allOf(inBatch, ({ id }) => move(id, "approve"));
  await closeBatch(api);
  await allOf(payouts, async ({ id, fate }) => {
    if (fate === "paid") await move(id, "paid");
    if (fate === "failed") await move(id, "failed", "The account is closed");
    if (fate === "rejected") await move(id, "reject", "The payee is not the promoter");
    if (fate === "approved") await move(id, "approve");
  });
  return payouts.length;
}

async function request(api: Tributary, { promoterId: id, name }: Seller, number: number): Promise<string> {
  const account = `62220202001122${String(number).padStart(5, "0")}`;
  const payee = { kind: "bank", name, bank: "Bank of Chengdu", account } as const;
  await api.put("/v1/programs/{program}/promoters/{id}/payee", { path: { id }, body: payee });
  let available = 0;
  await until(`${name}'s wallet`, async () => {
    const wallet = await api.get("/v1/programs/{program}/promoters/{id}/wallet", { path: { id } });
    available = wallet.available;
    return available >= 2_000 ? undefined : `${available} available`;
  });
  const payout = await api.post("/v1/programs/{program}/promoters/{id}/payouts", {
    path: { id },
    body: { amount: Math.floor(available / 2) },
    idempotencyKey: `year-${number}`,
  });
  return payout.id;
}

async function closeBatch(api: Tributary): Promise<void> {
  const { id } = await api.post("/v1/programs/{program}/payout-batches", {
    body: {},
    idempotencyKey: "year-batch",
  });
  await until("the payout batch is sealed", async () => {
    const { state } = await api.get("/v1/programs/{program}/payout-batches/{id}", { path: { id } });
    return state === "sealed" ? undefined : state;
  });
}
