/** Files of an export, copied from the running service and read by DuckDB, add up to what the API lists. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { documentedQueries } from "../support/exports/documented-queries.ts";
import {
  ADMIN_TOKEN,
  type RunningService,
  runService,
  temporaryDirectory,
  type TemporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
type Json = any;

const DAY_MS = 86_400_000;
const ORDERS = 120;
const SPAN = { from: "2020-01-01T00:00:00Z", to: "2099-01-01T00:00:00Z" };
const PROGRAM = "/v1/programs/exported";

let state: TemporaryDirectory;
let copies: TemporaryDirectory;
let service: RunningService;
let duckdb: DuckDBInstance;

beforeAll(async () => {
  [state, copies] = [temporaryStateDirectory(), temporaryDirectory()];
  service = await runService("start", state.path);
  duckdb = await DuckDBInstance.create(":memory:");
});

afterAll(async () => {
  duckdb?.closeSync();
  await service?.stop();
  for (const directory of [state, copies]) directory?.remove();
});

async function call(method: string, path: string, body?: unknown): Promise<Json> {
  const answer = await fetch(service.url + path, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}

/** Orders of ten days by three promoters in a line, of which every fifth is refunded in part. */
async function openShop(): Promise<void> {
  const settings = { allowedHosts: [], settlement: { holdPeriod: "PT0S" }, timezone: "Asia/Shanghai" };
  await call("POST", "/v1/programs", { id: "exported", name: "Shop", currency: "CNY", ...settings });
  const levels = [
    { level: 1, kind: "percentage", rateBps: 1_000 },
    { level: 2, kind: "percentage", rateBps: 500 },
  ];
  await call("PUT", `${PROGRAM}/commission-rules`, { rules: [{ id: "base", scope: {}, levels }] });
  const names = ["top", "middle", "seller"];
  for (const [place, memberId] of names.entries()) {
    const upline = place === 0 ? {} : { uplineMemberId: names[place - 1] };
    const { id } = await call("POST", `${PROGRAM}/promoters`, { memberId, ...upline });
    await call("POST", `${PROGRAM}/coupons`, { code: memberId, promoterId: id });
  }
  const nowMs = Date.now();
  const conversions = Array.from({ length: ORDERS }, (_, place) => ({
    orderId: `order-${place}`,
    amount: 10_000 + 17 * place,
    currency: "CNY",
    couponCode: names[place % 3],
    customerId: `customer-${place % 40}`,
    occurredAt: new Date(nowMs - Math.floor((place * 10 * DAY_MS) / ORDERS) - 60_000).toISOString(),
  }));
  await call("POST", `${PROGRAM}/conversions`, { conversions });
  for (let place = 0; place < ORDERS; place += 5) {
    await call("POST", `${PROGRAM}/orders/order-${place}/events`, {
      eventId: `refund-${place}`,
      type: "refunded",
      amount: 3_000 + place,
    });
  }
  const listed = async () => {
    const orders = await all("/orders");
    return orders.filter(({ reversedAmount }) => reversedAmount > 0).length;
  };
  await expect.poll(listed).toBe(ORDERS / 5);
}

/** All entries of a list, page by page. */
async function all(path: string): Promise<Json[]> {
  const entries: Json[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: Json = await call(
      "GET",
      `${PROGRAM}${path}?limit=200${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    entries.push(...page.data);
    cursor = page.nextCursor;
  }
  return entries;
}

/** Exports a dataset and copies what its manifest lists into a folder of its name. */
async function copied(dataset: string): Promise<Json> {
  const { id } = await call("POST", `${PROGRAM}/exports`, { dataset, format: "parquet", ...SPAN });
  const read = async () => await call("GET", `${PROGRAM}/exports/${id}`);
  await expect.poll(async () => (await read()).state).toBe("finished");
  const { manifest } = await read();
  for (const { path } of manifest.files) {
    const target = join(copies.path, dataset, path);
    const answer = await fetch(`${service.url}${PROGRAM}/exports/${id}/files/${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, new Uint8Array(await answer.arrayBuffer()));
  }
  return manifest;
}

async function asked(query: string): Promise<Json[]> {
  const connection = await duckdb.connect();
  try {
    await connection.run(`SET file_search_path = '${copies.path}'`);
    const rows = (await connection.runAndReadAll(query)).getRowObjectsJS();
    const numbers = (one: unknown) => (typeof one === "bigint" ? Number(one) : one);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, one]) => [name, numbers(one)])),
    );
  } finally {
    connection.closeSync();
  }
}

function sumsBy(rows: readonly Json[], key: (row: Json) => string, members: readonly string[]) {
  const groups = Map.groupBy(rows, key);
  const sum = (group: readonly Json[], member: string) =>
    group.reduce((total, row) => total + row[member], 0);
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, members.map((one) => sum(group, one))]),
  );
}

test("sums of DuckDB over the files are those of the API's lists, and the documented queries run as they stand", async () => {
  await openShop();
  const manifests = [];
  for (const dataset of ["orders", "commissions", "entries"]) manifests.push(await copied(dataset));

  const listed = await all("/orders");
  const orders = await asked("SELECT * FROM read_parquet('orders/*/*.parquet', hive_partitioning = true)");
  const byState = (rows: Json[]) => sumsBy(rows, ({ state: now }) => now, ["amount", "reversedAmount"]);
  expect(byState(orders)).toEqual(byState(listed));
  const dayOf = (at: string | Date) =>
    new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const days = await asked(
    "SELECT day::VARCHAR AS day, sum(amount) AS amount FROM read_parquet('orders/*/*.parquet', hive_partitioning = true) GROUP BY day",
  );
  expect(sumsBy(days, ({ day }) => day, ["amount"])).toEqual(
    sumsBy(listed, ({ occurredAt }) => dayOf(occurredAt), ["amount"]),
  );
  expect(manifests[0]?.rows).toBe(ORDERS);

  const promoters = await all("/promoters");
  const earned: Json[] = [];
  const balances: Record<string, number> = {};
  for (const { id } of promoters) {
    for (const one of await all(`/promoters/${id}/commissions`)) earned.push({ ...one, promoterId: id });
    const wallet = await call("GET", `${PROGRAM}/promoters/${id}/wallet`);
    for (const account of ["pending", "held", "available"]) balances[`${id} ${account}`] = wallet[account];
  }
  const perPromoter = (rows: Json[]) => sumsBy(rows, ({ promoterId }) => promoterId, ["amount", "kept"]);
  expect(perPromoter(await asked("SELECT * FROM read_parquet('commissions/*/*.parquet')"))).toEqual(
    perPromoter(earned),
  );

  const queries = documentedQueries("DuckDB");
  const [sales = [], levels = [], accounts = [], channels = [], products = [], newest = []] =
    await Promise.all(queries.map(asked));
  expect(queries).toHaveLength(6);
  const reported = async (report: string) => await all(`/reports/${report}`);
  const figures = ["orders", "sales", "commission"];
  expect(sumsBy(channels, ({ channel }) => channel, figures)).toEqual(
    sumsBy(await reported("channels"), ({ channel }) => channel, figures),
  );
  expect(sumsBy(channels, ({ tier }) => tier, figures)).toEqual(
    sumsBy(await reported("tiers"), ({ tier }) => tier, figures),
  );
  const ofProducts = [...figures, "refunded"];
  expect(sumsBy(products, ({ productId }) => productId, ofProducts)).toEqual(
    sumsBy(await reported("products"), ({ productId }) => productId, ofProducts),
  );
  const total = (rows: Json[], member: string) => rows.reduce((sum, row) => sum + row[member], 0);
  expect([total(sales, "sales"), total(sales, "refunded"), total(sales, "orders")]).toEqual([
    total(listed, "amount"),
    total(listed, "reversedAmount"),
    ORDERS,
  ]);
  expect(total(sales, "commission")).toBe(total(earned, "kept"));
  expect([total(levels, "earned"), total(levels, "kept")]).toEqual([
    total(earned, "amount"),
    total(earned, "kept"),
  ]);
  const booked = Object.fromEntries(
    accounts.map(({ promoterId, account, balance }) => [`${promoterId} ${account}`, balance]),
  );
  for (const [account, balance] of Object.entries(balances))
    expect([account, booked[account] ?? 0]).toEqual([account, balance]);
  expect(newest).toHaveLength(ORDERS);
});
