/** A flood is answered: each request gets a status, early, and what is refused is told when to come again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { type Answered, posted, postedTogether } from "../support/http/posts-together.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const ORDERS = 2_000;
/** Eight more than an isolate holds while they arrive. */
const LARGE_BYTES = 900_000;
const LARGE = Math.ceil(LIMITS.bytesArrivingAtOnce / LARGE_BYTES) + 8;
const PROGRAM = "flood";

const state = temporaryStateDirectory();
let running: RunningService;

beforeAll(async () => {
  running = await runService("start", state.path);
});

afterAll(async () => {
  await running.kill();
  state.remove();
});

const at = (path: string): string => `${running.url}${path}`;

async function post(path: string, body: object): Promise<Answered> {
  return await posted(at(path), ADMIN_TOKEN, (asked) => asked.end(JSON.stringify(body)));
}

/** Refused before it was begun, and told when to come again. */
function expectShed({ status, retryAfter, text }: Answered): void {
  expect([status, text.includes('"code":"overloaded"'), Number(retryAfter) > 0]).toEqual([503, true, true]);
}

function orderOf(orderId: string): object {
  return { orderId, amount: 1_000, currency: "CNY" };
}

async function send(orderId: string): Promise<Answered> {
  return await post(`/v1/programs/${PROGRAM}/conversions`, orderOf(orderId));
}

test(`of ${ORDERS} orders at once each gets a status, and what is refused comes through when it is sent again`, async () => {
  await post("/v1/programs", { id: PROGRAM, name: "Flood", currency: "CNY" });
  let open = Array.from({ length: ORDERS }, (_, order) => `o${order}`);
  const answered = await Promise.all(open.map(send));
  const refused = answered.filter(({ status }) => status !== 200);
  for (const one of refused) expectShed(one);
  // As many as fit at once were taken, and whatever came while there was room.
  expect(answered.length - refused.length).toBeGreaterThanOrEqual(LIMITS.requestsAtOnce);
  open = open.filter((_, order) => answered[order]?.status !== 200);
  while (open.length > 0) {
    const now = open.slice(0, 100);
    const again = await Promise.all(now.map(send));
    open = [...now.filter((_, order) => again[order]?.status !== 200), ...open.slice(100)];
  }
  // Each is there, once.
  for (let first = 0; first < ORDERS; first += 500) {
    const conversions = Array.from({ length: 500 }, (_, order) => orderOf(`o${first + order}`));
    const { results } = JSON.parse(
      (await post(`/v1/programs/${PROGRAM}/conversions`, { conversions })).text,
    ) as {
      results: { status: string }[];
    };
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["duplicate"]));
  }
});

/** What lies ready is read beside what is asked one after the other. */
async function read(): Promise<void> {
  for (let asked = 0; asked < 200; asked += 1) await (await fetch(at("/healthz"))).text();
}

test(`of ${LARGE} large bodies at once each gets a status: what does not fit beside the others is refused, unread`, async () => {
  await post("/v1/programs", { id: PROGRAM, name: "Flood", currency: "CNY" });
  const body = JSON.stringify({ ...orderOf("large"), unknown: "x".repeat(LARGE_BYTES) });
  const path = `/v1/programs/${PROGRAM}/conversions`;
  const answered = await postedTogether(at(path), ADMIN_TOKEN, body, LARGE, read);
  const refused = answered.filter(({ status }) => status !== 422);
  for (const one of refused) expectShed(one);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(LARGE);
});
