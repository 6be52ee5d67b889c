/** The textbook's service: a plain HTTP server before a pool of connections. A process of its own, as it would be. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { readToken } from "../../worker/platform/click-tokens.ts";
import { keyRing } from "../../worker/platform/keys.ts";
import { KEYS } from "../subjects/tributary.ts";

const CONNECTIONS = 16;
const { values } = parseArgs({ options: { socket: { type: "string" }, port: { type: "string" } } });
const pool = new Pool({
  host: values.socket ?? "",
  user: "postgres",
  database: "postgres",
  max: CONNECTIONS,
});
const ring = keyRing(KEYS);

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
  const results = await Promise.all((body.conversions ?? [body]).map(settle));
  return { results };
}

/** One call of the server's function, in a transaction of its own. */
async function settle({ orderId, amount, customerId, clickToken }: Conversion): Promise<object> {
  const reading = readToken(ring, clickToken);
  if (reading.kind !== "read") throw new Error("a token of nobody");
  const { rows } = await pool.query<{ result: object }>({
    name: "settle",
    text: "SELECT settle_order($1, $2, $3, $4) AS result",
    values: [orderId, reading.token.click.promoter, customerId ?? null, amount],
  });
  return { orderId, ...rows[0]?.result };
}
