import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { projectOrders } from "../../../worker/read-models/order-projection.tables.ts";
import { parsePromoterId } from "../../../domain/kernel/ids.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { projectingLedger } from "../../support/projecting-ledger.ts";

const adjust = (promoter: string, body: object) =>
  call("POST", `${promoter}/adjustments`, { body, headers: { "Idempotency-Key": crypto.randomUUID() } });

async function funded(amount: number) {
  const { path, id: programId } = await newProgram({ settlement: { minPayout: 100 } });
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: "m" } })).body;
  const promoter = `${path}/promoters/${id}`;
  const body = { amount, kind: "bonus", reason: "start" };
  const bonus = await adjust(promoter, body);
  expect(bonus.status).toBe(201);
  return { path, programId, id: id as string, promoter };
}

const request = (promoter: string, amount: unknown, key: string) =>
  call("POST", `${promoter}/payouts`, { body: { amount }, headers: { "Idempotency-Key": key } });

describe("wallets", () => {
  test("a new promoter's wallet is empty, an adjustment stands in it at once, and is made once per key", async () => {
    const { promoter } = await funded(5_000);
    const headers = { "Idempotency-Key": "penalty-1" };
    const body = { amount: 2_000, kind: "penalty", reason: "test" };
    const first = await call("POST", `${promoter}/adjustments`, { headers, body });
    const again = await call("POST", `${promoter}/adjustments`, { headers, body });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const other = await call("POST", `${promoter}/adjustments`, { headers, body: { ...body, amount: 1 } });
    expect(other.body.code).toBe("idempotency_conflict");
    expect((await call("GET", `${promoter}/wallet`)).body).toEqual({
      currency: "CNY",
      pending: 0,
      held: 0,
      available: 3_000,
      reserved: 0,
      paid: 0,
      withheld: 0,
      debt: 0,
      requestable: 3_000,
      nextRequestableAt: null,
      nextRequestable: null,
      minPayout: 100,
      openPayoutId: null,
    });
  });

  test.each([-1, 0, 0.5, LIMITS.amountMinor + 1])("an adjustment of %d is out of range", async (amount) => {
    const { promoter } = await funded(1);
    const body = { amount, kind: "bonus", reason: "x" };
    const answer = await adjust(promoter, body);
    expect([answer.status, answer.body.code]).toEqual([422, "amount_out_of_range"]);
  });

  test("the journal reads newest first page by page, whole as a file, and verifies", async () => {
    const { promoter } = await funded(1_000);
    for (const amount of [1, 2, 3]) {
      await adjust(promoter, { amount, kind: "bonus", reason: "x" });
    }
    const first = await call("GET", `${promoter}/journal?limit=3`);
    const rest = await call("GET", `${promoter}/journal?limit=3&cursor=${first.body.nextCursor}`);
    const sequences = [...first.body.data, ...rest.body.data].map(
      (entry: { sequence: number }) => entry.sequence,
    );
    expect(sequences).toEqual([4, 3, 2, 1]);
    expect(rest.body.nextCursor).toBeNull();
    const csv = await call("GET", `${promoter}/journal.csv`);
    expect(csv.headers.get("content-type")).toContain("text/csv");
    const lines = (csv.body as string).trimEnd().split("\r\n");
    expect(lines[0]).toBe(
      "sequence,id,kind,debit,credit,amount,balanceAfter,orderId,reference,occurredAt,hash",
    );
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["1", "2", "3", "4"]);
    const jsonl = await call("GET", `${promoter}/journal.jsonl`);
    const entries = (jsonl.body as string).trimEnd().split("\n");
    expect(entries.map((line) => JSON.parse(line) as unknown)).toEqual(
      [...first.body.data, ...rest.body.data].reverse(),
    );
    const verdict = await call("GET", `${promoter}/journal/verification`);
    expect(verdict.body).toMatchObject({
      valid: true,
      entries: 4,
      head: first.body.data[0].hash,
      brokenAt: null,
    });
    expect((await call("GET", `${promoter}/journal/verification?from=3`)).body.valid).toBe(true);
    expect((await call("GET", `${promoter}/journal/verification?from=0`)).status).toBe(422);
  });
});

describe("payouts", () => {
  test("are requested once per key, one open at a time, within what is available", async () => {
    const { promoter } = await funded(5_000);
    const without = await call("POST", `${promoter}/payouts`, { body: { amount: 1_000 } });
    expect([without.status, without.body.code]).toEqual([422, "idempotency_key_required"]);
    expect((await request(promoter, 99, "k")).body.code).toBe("below_minimum");
    expect((await request(promoter, 5_001, "k")).body.code).toBe("insufficient_available");
    expect((await request(promoter, 10.5, "k")).body.code).toBe("amount_out_of_range");
    const made = await request(promoter, 1_000, "k");
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ state: "requested", gross: 1_000, withheld: 0, net: 1_000 });
    const again = await request(promoter, 1_000, "k");
    expect([again.status, again.headers.get("idempotent-replay"), again.body]).toEqual([
      200,
      "true",
      made.body,
    ]);
    expect((await request(promoter, 2_000, "k")).body.code).toBe("idempotency_conflict");
    expect((await request(promoter, 2_000, "other")).body.code).toBe("payout_open");
    expect((await call("GET", `${promoter}/wallet`)).body).toMatchObject({
      available: 4_000,
      reserved: 1_000,
    });
  });

  test("move along fixed ways, are claimed by one batch, and the batch's file keeps its bytes", async () => {
    const { path, promoter } = await funded(5_000);
    const payee = { kind: "wechat", openId: "oLv5jA8s7d6f5g4h3j2k" };
    await call("PUT", `${promoter}/payee`, { body: payee });
    const { id } = (await request(promoter, 1_000, "k")).body;
    const move = (step: string) => call("POST", `${path}/payouts/${id}/${step}`, { body: {} });
    const early = (await move("paid")).body;
    expect(early.code).toBe("invalid_transition");
    expect(early.detail).toBe("the payout is `requested`; only one that is `processing` becomes `paid`");
    expect((await move("approve")).body).toMatchObject({ state: "approved" });
    expect((await move("approve")).headers.get("idempotent-replay")).toBe("true");
    const batch = await call("POST", `${path}/payout-batches`, { headers: { "Idempotency-Key": "monday" } });
    expect([batch.status, batch.body]).toMatchObject([201, { state: "sealed", count: 1, net: 1_000 }]);
    const again = await call("POST", `${path}/payout-batches`, { headers: { "Idempotency-Key": "monday" } });
    expect([again.status, again.body]).toEqual([200, batch.body]);
    expect((await call("GET", `${path}/payouts/${id}`)).body).toMatchObject({
      state: "processing",
      batchId: batch.body.id,
    });
    const file = await call("GET", `${path}/payout-batches/${batch.body.id}.csv`);
    expect(file.headers.get("content-type")).toContain("text/csv");
    expect((await move("paid")).body).toMatchObject({ state: "paid" });
    expect((await call("GET", `${path}/payout-batches/${batch.body.id}.csv`)).body).toBe(file.body);
    expect((await call("GET", `${path}/payout-batches/${batch.body.id}`)).body).toEqual(batch.body);
    expect((await call("GET", `${promoter}/wallet`)).body).toMatchObject({ available: 4_000, paid: 1_000 });
    expect((await move("returned")).body).toMatchObject({ state: "returned" });
    expect((await call("GET", `${promoter}/wallet`)).body).toMatchObject({ available: 5_000, paid: 0 });
    const listed = await call("GET", `${promoter}/payouts`);
    expect(listed.body.data).toMatchObject([{ id, state: "returned" }]);
    for (const unknown of ["payouts/po_zz_1", "payout-batches/pb_9_9", "payout-batches/pb_9_9.csv"]) {
      expect([unknown, (await call("GET", `${path}/${unknown}`)).status]).toEqual([unknown, 404]);
    }
    expect((await call("POST", `${path}/payouts/${id}/explode`, { body: {} })).status).toBe(404);
  });
});

describe("lists of orders", () => {
  test("go newest first, by time and promoter, page by page, and say as of when", async () => {
    const { path, programId, id, promoter } = await funded(1);
    const ref = parsePromoterId(id) ?? 0;
    const orders = Array.from({ length: 5 }, (_, index) => ({
      orderId: `o-${index}`,
      version: 1,
      occurredAtMs: 1_000_000 + Math.floor(index / 2),
      amount: 100,
      reversedAmount: 0,
      customerId: null,
      state: "pending",
      underReview: false,
      basis: "touch",
      credited: {
        promoter: null,
        buyer: null,
        isNewCustomer: false,
        clickToOrderMs: null,
        clickNetwork: null,
        isClickUnasked: null,
        isCreditTaken: false,
      },
      riskCodes: [],
      kept: 0,
      facts: null,
      commissions:
        index === 4
          ? []
          : [
              {
                id: `cm_${programId}_${index}`,
                promoter: ref,
                creditedPromoter: ref,
                level: 1,
                amount: 10,
                kept: 10,
                state: "pending",
              },
            ],
    }));
    expect((await call("GET", `${path}/orders`)).body).toEqual({ data: [], nextCursor: null, asOf: null });
    await projectOrders(env.REPORTS, projectingLedger(programId), orders, 2_000_000);
    const ids = async (route: string, field: string) => {
      const seen: string[] = [];
      let cursor = "";
      do {
        const page = await call("GET", `${route}&limit=2${cursor}`);
        expect([page.status, page.body.asOf]).toEqual([200, new Date(2_000_000).toISOString()]);
        seen.push(...page.body.data.map((entry: Record<string, string>) => entry[field]));
        cursor = page.body.nextCursor === null ? "" : `&cursor=${page.body.nextCursor}`;
      } while (cursor !== "");
      return seen;
    };
    expect(await ids(`${path}/orders?from=1970-01-01T00:00:00Z`, "orderId")).toEqual([
      "o-4",
      "o-3",
      "o-2",
      "o-1",
      "o-0",
    ]);
    expect(await ids(`${path}/orders?promoterId=${id}`, "orderId")).toEqual(["o-3", "o-2", "o-1", "o-0"]);
    const until = new Date(1_000_001).toISOString();
    expect(await ids(`${path}/orders?to=${until}`, "orderId")).toEqual(["o-1", "o-0"]);
    expect(await ids(`${promoter}/commissions?from=${until}`, "orderId")).toEqual(["o-3", "o-2"]);
  });
});
