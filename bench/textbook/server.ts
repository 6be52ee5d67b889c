/** The textbook's service: a plain HTTP server before a pool of connections. A process of its own, as it would be. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { readToken } from "../../worker/platform/click-tokens.ts";
import { keyRing } from "../../worker/platform/keys.ts";
import { KEYS } from "../subjects/tributary.ts";
import { IN_ONE } from "./in-one.ts";

const CONNECTIONS = 16;
const { values } = parseArgs({ options: { socket: { type: "string" }, port: { type: "string" } } });
const pool = new Pool({
  host: values.socket ?? "",
  user: "postgres",
  database: "postgres",
  max: CONNECTIONS,
});
const ring = keyRing(KEYS);

const LOCK = `SELECT 1 FROM wallets
  WHERE promoter IN (SELECT ancestor FROM closure WHERE descendant = ANY($1::bigint[]) AND depth < 3)
  ORDER BY promoter FOR UPDATE`;
const SETTLE_ALL = `SELECT id, settle_order(id, seller, customer, total) AS result
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[]) AS given (id, seller, customer, total)`;

interface Conversion {
  readonly orderId: string;
  readonly amount: number;
  readonly customerId?: string;
  readonly clickToken: string;
}

createServer((request, response) => {
  answer(request).then(
    (body) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(Number(values.port), "127.0.0.1", () => console.log("listening"));

async function answer(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const key = (request.headers.authorization ?? "").replace("Bearer ", "");
  const hash = createHash("sha256").update(key).digest("hex");
  const { rowCount } = await pool.query({
    name: "key",
    text: "SELECT program FROM api_keys WHERE hash = $1",
    values: [hash],
  });
  if (rowCount !== 1) throw new Error("unknown key");
  const body = JSON.parse(Buffer.concat(chunks).toString()) as { conversions?: Conversion[] } & Conversion;
  const conversions = body.conversions ?? [body];
  if (request.url?.startsWith(IN_ONE) === true) return { results: await settleInOne(conversions) };
  return { results: await Promise.all(conversions.map(settle)) };
}

/** One call of the server's function, in a transaction of its own. */
async function settle(conversion: Conversion): Promise<object> {
  const { rows } = await pool.query<{ result: object }>({
    name: "settle",
    text: "SELECT settle_order($1, $2, $3, $4) AS result",
    values: [conversion.orderId, sellerOf(conversion), conversion.customerId ?? null, conversion.amount],
  });
  return { orderId: conversion.orderId, ...rows[0]?.result };
}

/** The same function for all, in one transaction that first locks the wallets in sequence: so none waits in a circle. */
async function settleInOne(conversions: readonly Conversion[]): Promise<object[]> {
  const sellers = conversions.map(sellerOf);
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query({ name: "lock", text: LOCK, values: [sellers] });
    const { rows } = await client.query<{ id: string; result: object }>({
      name: "settle_all",
      text: SETTLE_ALL,
      values: [
        conversions.map(({ orderId }) => orderId),
        sellers,
        conversions.map(({ customerId }) => customerId ?? null),
        conversions.map(({ amount }) => amount),
      ],
    });
    await client.query("COMMIT");
    return rows.map(({ id, result }) => ({ orderId: id, ...result }));
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

function sellerOf({ clickToken }: Conversion): number {
  const reading = readToken(ring, clickToken);
  if (reading.kind !== "read") throw new Error("a token of nobody");
  return reading.token.click.promoter;
}
