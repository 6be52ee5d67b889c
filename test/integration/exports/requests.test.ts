/** Who may ask for exports and how often, what is refused, and what becomes of them by the clock. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { tendExports } from "../../../worker/exports/export-clock.ts";
import { ended, exported, keysOf, projectOrders, rowsOf } from "../../support/exports/run-export.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const ASKED = {
  dataset: "orders",
  format: "ndjson",
  from: "2026-01-01T00:00:00Z",
  to: "2026-02-01T00:00:00Z",
};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function shopWithOrder(): Promise<Shop> {
  const shop = await openShop({}, null);
  await projectOrders(shop, [{ id: "one", atMs: Date.UTC(2026, 0, 5) }]);
  return shop;
}

test.each([
  ["an unknown dataset", { dataset: "customers" }, "dataset"],
  ["an unknown format", { format: "csv" }, "format"],
  ["an end that is no instant", { to: "tomorrow" }, "to"],
  ["a time that ends before it begins", { from: ASKED.to, to: ASKED.from }, "from"],
  ["a time of no length", { from: ASKED.to }, "from"],
  ["a year before any shop", { from: "1999-12-31T00:00:00Z" }, "from"],
  ["a member that is not known", { compress: true }, "compress"],
])("%s is refused by name, and nothing is begun", async (_, wrong, path) => {
  const shop = await openShop({}, null);
  const { status, body } = await shop.post("/exports", { ...ASKED, ...wrong });
  expect([status, body.code, body.errors?.[0]?.path]).toEqual([422, "invalid_body", path]);
  expect((await shop.get("/exports")).body.data).toEqual([]);
});

test("files are handed to keys that read the program, and to nobody else; what is not listed is 404", async () => {
  const [shop, other] = [await shopWithOrder(), await openShop({}, null)];
  const { id, manifest } = await exported(shop, ASKED);
  const [{ path }] = manifest.files;
  const file = `/exports/${id}/files/${path}`;
  const answer = await shop.get(file);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  for (const [name, expected] of [
    [`/exports/${id}`, "unknown_export"],
    [file, "unknown_export"],
  ] as const) {
    const { status, body } = await other.get(name);
    expect([status, body.code]).toEqual([404, expected]);
    const across = await request("GET", `/v1/programs/${shop.id}${name}`, { token: other.apiKey });
    expect(across.status).toBe(404);
  }
  const gone = await shop.get(file.replace("part-000001", "part-000002"));
  expect([gone.status, gone.body.code]).toEqual([404, "unknown_export_file"]);
  const keyWith = async (...scopes: string[]) =>
    (await shop.post("/api-keys", { name: "a key", scopes })).body.key as string;
  const [reads, orders] = [await keyWith("read"), await keyWith("orders")];
  const at = (method: string, path: string, token: string, body?: unknown) =>
    request(method, `/v1/programs/${shop.id}${path}`, { token, body });
  expect((await at("GET", file, reads)).status).toBe(200);
  expect((await at("POST", "/exports", reads, ASKED)).body.code).toBe("insufficient_scope");
  expect((await at("GET", file, orders)).body.code).toBe("insufficient_scope");
  const seller = await shop.promoter("seller");
  const { body } = await shop.post(`/promoters/${seller.id}/tokens`, {});
  expect((await at("GET", file, body.token)).status).toBe(404);
});

test("a repeat answers the export that stands, by its key or while the same one waits, and another of the key is a conflict", async () => {
  const shop = await shopWithOrder();
  const key = { "idempotency-key": "january" };
  const first = await shop.post("/exports", ASKED, key);
  expect([first.status, first.headers.get("idempotent-replay")]).toEqual([202, null]);
  await ended(shop, first.body.id);
  const again = await shop.post("/exports", ASKED, key);
  expect([again.status, again.headers.get("idempotent-replay"), again.body.id]).toEqual([
    202,
    "true",
    first.body.id,
  ]);
  expect(again.body.state).toBe("finished");
  const conflict = await shop.post("/exports", { ...ASKED, dataset: "events" }, key);
  expect([conflict.status, conflict.body.code]).toEqual([409, "idempotency_conflict"]);
  // Without a key one that has finished is made again.
  const anew = await exported(shop, ASKED);
  expect(anew.id).not.toBe(first.body.id);
  const { body } = await shop.get("/exports?limit=1");
  expect([body.data[0].id, (await shop.get(`/exports?cursor=${body.nextCursor}`)).body.data[0].id]).toEqual([
    anew.id,
    first.body.id,
  ]);
});

test("one export of a program runs at a time and the others follow; beyond the limit none is taken", async () => {
  const shop = await shopWithOrder();
  const values = Array.from({ length: LIMITS.exportsAtOnce }, (_, place) => place);
  await env.REPORTS.batch(
    values.map((place) =>
      env.REPORTS.prepare(
        `INSERT INTO exports (id, program_id, dataset, format, from_ms, to_ms, timezone, state, asked_at_ms, moved_at_ms)
         VALUES (?, ?, 'orders', 'ndjson', ?, ?, 'UTC', 'queued', 1, 1)`,
      ).bind(`ex_${shop.id}-${place}`, shop.id, place, Date.UTC(2026, 1)),
    ),
  );
  const refused = await shop.post("/exports", ASKED);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
  // Their messages were lost: the cron goes on with the first, and each with the next.
  await tendExports(env, Date.now());
  const states = async () =>
    (await shop.get("/exports")).body.data.map(({ state }: { state: string }) => state);
  await expect.poll(states).toEqual(values.map(() => "finished"));
  const { results } = await env.REPORTS.prepare(
    "SELECT started_at_ms AS begun, finished_at_ms AS ended FROM exports WHERE program_id = ? ORDER BY started_at_ms, finished_at_ms",
  )
    .bind(shop.id)
    .all<{ begun: number; ended: number }>();
  for (const [place, { begun }] of results.slice(1).entries())
    expect(begun).toBeGreaterThanOrEqual(results[place]?.ended ?? 0);
});

test("the day before is exported once a night in the program's zone, what was missed is made up for, and files stay", async () => {
  const shop = await openShop(
    { timezone: "Asia/Shanghai", exports: { nightly: ["orders", "events"], format: "ndjson" } },
    null,
  );
  const midnightMs = Date.UTC(2026, 2, 9, 16);
  await projectOrders(shop, [
    { id: "before", atMs: midnightMs - DAY_MS - 1 },
    { id: "first", atMs: midnightMs - DAY_MS },
    { id: "last", atMs: midnightMs - 1 },
    { id: "after", atMs: midnightMs },
  ]);
  const nights = async () => (await shop.get("/exports")).body.data;
  for (const minutes of [30, 61, 121]) await tendExports(env, midnightMs + minutes * 60_000);
  await expect
    .poll(async () => (await nights()).every(({ state }: { state: string }) => state === "finished"))
    .toBe(true);
  const made = await nights();
  expect(
    made.map(({ night, dataset }: { night: string; dataset: string }) => `${night} ${dataset}`).sort(),
  ).toEqual(["2026-03-08 events", "2026-03-08 orders", "2026-03-09 events", "2026-03-09 orders"]);
  expect(made.every(({ expiresAt }: { expiresAt: unknown }) => expiresAt === null)).toBe(true);
  const ninth = made.find(
    ({ night, dataset }: { night: string; dataset: string }) =>
      night === "2026-03-09" && dataset === "orders",
  );
  expect((await rowsOf(shop, ninth.id)).map(({ orderId }) => orderId)).toEqual(["first", "last"]);
  await tendExports(env, midnightMs + 3 * DAY_MS + 2 * HOUR_MS);
  const later = (await nights()).map(({ night }: { night: string }) => night);
  expect([...new Set<string>(later)].toSorted()).toEqual([
    "2026-03-08",
    "2026-03-09",
    "2026-03-10",
    "2026-03-11",
    "2026-03-12",
  ]);
});

test("a program that sets nothing has no nightly exports, and a dataset that is named twice is refused", async () => {
  const shop = await shopWithOrder();
  await tendExports(env, Date.now());
  expect((await shop.get("/exports")).body.data).toEqual([]);
  const twice = await shop.patch("", { exports: { nightly: ["orders", "orders"] } });
  expect([twice.status, twice.body.errors[0].path]).toEqual([422, "exports.nightly"]);
});

test("30 days after it finished an export that was asked for by hand is deleted with its files, and not before", async () => {
  const shop = await shopWithOrder();
  const done = await exported(shop, ASKED);
  await tendExports(env, Date.parse(done.finishedAt) + 30 * DAY_MS - 1);
  expect((await keysOf(shop, done)).length).toBe(2);
  await tendExports(env, Date.parse(done.finishedAt) + 30 * DAY_MS);
  expect(await keysOf(shop, done)).toEqual([]);
  expect((await shop.get(`/exports/${done.id}`)).status).toBe(404);
});

test("events of a time that the log does not reach back to fail the export: nothing is passed over in silence", async () => {
  const shop = await openShop({}, null);
  await shop.promoter("seller");
  await expect.poll(async () => (await shop.get("/events")).body.data.length).toBeGreaterThan(0);
  const { runInDurableObject } = await import("cloudflare:test");
  await runInDurableObject(env.NOTIFIER.getByName(`${shop.id}/0`), (_, { storage }) => {
    storage.sql.exec("UPDATE notifications SET sequence = sequence + 100");
  });
  expect(await exported(shop, { dataset: "events" })).toMatchObject({
    state: "failed",
    failure: "events_gone",
  });
});
