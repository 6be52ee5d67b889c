/** An export of a program, message by message, with what may happen to each. */
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { exportOn, type ExportMessage } from "../../../worker/exports/export-data.ts";
import type { Shop } from "../shop.ts";

/** A row as NDJSON has it. */
// oxlint-disable-next-line typescript/no-explicit-any -- rows are read as any warehouse would
export type Row = any;

export interface Asked {
  readonly dataset: string;
  readonly format?: string;
  readonly from?: string;
  readonly to?: string;
}

/** All that a test's shop ever did. */
const ALWAYS = { from: "2020-01-01T00:00:00Z", to: "2099-01-01T00:00:00Z" };

/** Asks for an export and waits until it has ended. */
export async function exported(shop: Shop, asked: Asked): Promise<Row> {
  const { status, body } = await shop.post("/exports", { format: "ndjson", ...ALWAYS, ...asked });
  expect([status, body.state]).toEqual([202, "queued"]);
  return await ended(shop, body.id);
}

export async function ended(shop: Shop, id: string): Promise<Row> {
  const read = async () => (await shop.get(`/exports/${id}`)).body;
  await expect.poll(async () => (await read()).state, { interval: 20 }).toMatch(/finished|failed/);
  return await read();
}

/** Every row of every file that the manifest lists, each with the day of its file. */
export async function rowsOf(shop: Shop, id: string): Promise<Row[]> {
  const { manifest } = (await shop.get(`/exports/${id}`)).body;
  const rows: Row[] = [];
  for (const { path, day, rows: count, bytes, sha256 } of manifest.files) {
    const { status, body } = await shop.get(`/exports/${id}/files/${path}`);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
    const lines = String(body).trimEnd().split("\n");
    expect({ status, sha256, bytes, count }).toEqual({
      status: 200,
      sha256: Buffer.from(digest).toString("hex"),
      bytes: Buffer.byteLength(body),
      count: lines.length,
    });
    rows.push(...lines.map((line) => ({ ...JSON.parse(line), day })));
  }
  return rows;
}

/** Orders by the table alone: what matters is how they are gone through. */
export async function projectOrders(
  shop: Shop,
  orders: readonly { readonly id: string; readonly atMs: number; readonly promoter?: number }[],
): Promise<void> {
  await env.REPORTS.batch([
    env.REPORTS.prepare(
      `INSERT INTO orders (program_id, order_id, version, occurred_at_ms, amount, reversed_amount, customer_id, state,
         under_review, basis, updated_at_ms, promoter, kept)
       SELECT ?1, value ->> 'id', 1, value ->> 'atMs', 1000, 0, 'buyer', 'available', 0, 'touch', 1, value ->> 'promoter', 100
       FROM json_each(?2)`,
    ).bind(shop.id, JSON.stringify(orders)),
    env.REPORTS.prepare(
      `INSERT INTO commissions (program_id, id, order_id, version, promoter, credited_promoter, level, amount, kept, state,
         occurred_at_ms, updated_at_ms)
       SELECT ?1, 'cm_' || (value ->> 'id'), value ->> 'id', 1, value ->> 'promoter', value ->> 'promoter', 1, 100, 100,
         'available', value ->> 'atMs', 1
       FROM json_each(?2) WHERE value ->> 'promoter' IS NOT NULL`,
    ).bind(shop.id, JSON.stringify(orders)),
  ]);
}

/** What happens to the messages of an export. */
export interface Disturbance {
  /** Writes of files after which a delivery breaks off; it is tried again with more. */
  readonly breaksAfter?: number;
  /** Each message is taken by two at once. */
  readonly isTwice?: boolean;
  /** In place of the one that is bound. */
  readonly bucket?: R2Bucket;
}

/** Queues an export without its message, and delivers message after message until none is sent. */
export async function disturbed(shop: Shop, asked: Asked, disturbance: Disturbance = {}): Promise<Row> {
  const id = await queuedWithout(shop, asked);
  let messages: ExportMessage[] = [{ kind: "export", export: id }];
  for (let message = messages.shift(); message !== undefined; message = messages.shift()) {
    const sent: ExportMessage[] = [];
    const deliveries = disturbance.isTwice === true ? [message, message] : [message];
    await Promise.all(deliveries.map(async (one) => sent.push(...(await deliver(one, disturbance)))));
    messages = sent.slice(0, 1);
  }
  return (await shop.get(`/exports/${id}`)).body;
}

/** The export stands in its table alone, so that the queue of the tests does not take it. */
async function queuedWithout(shop: Shop, { dataset, format = "ndjson", ...times }: Asked): Promise<string> {
  const id = `ex_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const { from, to } = { ...ALWAYS, ...times };
  await env.REPORTS.prepare(
    `INSERT INTO exports (id, program_id, dataset, format, from_ms, to_ms, timezone, state, asked_at_ms, moved_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, 'UTC', 'queued', 1, 1)`,
  )
    .bind(id, shop.id, dataset, format, Date.parse(from), Date.parse(to))
    .run();
  return id;
}

/** Delivers a message until it is taken. @returns what it sent. */
async function deliver(
  message: ExportMessage,
  { breaksAfter = Infinity, bucket = env.EXPORTS }: Disturbance,
): Promise<ExportMessage[]> {
  for (let most = breaksAfter; ; most = 2 * most + 1) {
    const sent: ExportMessage[] = [];
    const JOBS = { send: async (next: ExportMessage) => void sent.push(next) } as unknown as Queue;
    try {
      await exportOn({ ...env, JOBS, EXPORTS: breaking(bucket, most) }, message, 1);
      return sent;
    } catch (error) {
      if (!String(error).includes("the bucket is away")) throw error;
    }
  }
}

/** The bucket, which takes so many files and then breaks off. */
function breaking(bucket: R2Bucket, most: number): R2Bucket {
  let written = 0;
  return new Proxy(bucket, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return async (...args: unknown[]) => {
        if (name === "put" && (written += 1) > most) throw new Error("the bucket is away");
        return await found.apply(target, args);
      };
    },
  });
}

/** Keys of all that lies in the bucket for an export, without the folder. */
export async function keysOf(
  shop: Shop,
  { id, dataset }: { id: string; dataset: string },
): Promise<string[]> {
  const prefix = `exports/${shop.id}/${dataset}/${id}/`;
  const { objects } = await env.EXPORTS.list({ prefix });
  return objects.map(({ key }) => key.slice(prefix.length));
}
