/** A flood is answered: each request gets a status, early, and what is refused is told when to come again. */
import { Agent, type ClientRequest, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const ORDERS = 2_000;
/** Eight more than an isolate holds while they arrive. */
const LARGE_BYTES = 900_000;
const LARGE = Math.ceil(LIMITS.bytesArrivingAtOnce / LARGE_BYTES) + 8;
const PROGRAM = "flood";

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const state = temporaryStateDirectory();
/** A connection for each request: one that idles may be closed by the service at any moment. */
const agent = new Agent({ keepAlive: false, maxSockets: ORDERS });
let running: RunningService;

beforeAll(async () => {
  running = await runService("start", state.path);
});

afterAll(async () => {
  agent.destroy();
  await running.kill();
  state.remove();
});

async function post(path: string, body: object): Promise<Answered> {
  return await ask(path, (asked) => asked.end(JSON.stringify(body)));
}

/** @param send sends the body. */
async function ask(path: string, send: (asked: ClientRequest) => void): Promise<Answered> {
  const began = Date.now();
  return await new Promise((resolve, fail) => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
    const asked = request(`${running.url}${path}`, { method: "POST", headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (text += part));
      answer.on("error", fail);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"], text }),
      );
    });
    asked.on("error", (error) => fail(new Error(`after ${Date.now() - began} ms`, { cause: error })));
    send(asked);
  });
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

test(`of ${LARGE} large bodies at once each gets a status: what does not fit beside the others is refused, unread`, async () => {
  await post("/v1/programs", { id: PROGRAM, name: "Flood", currency: "CNY" });
  const body = JSON.stringify({ ...orderOf("large"), unknown: "x".repeat(LARGE_BYTES) });
  // None ends before all of them are there but for their last byte, however fast or slow this machine is.
  const arrived: Promise<void>[] = [];
  const answers: Promise<Answered>[] = [];
  const allArrived = Promise.withResolvers<void>();
  for (let count = 0; count < LARGE; count += 1) {
    answers.push(
      ask(`/v1/programs/${PROGRAM}/conversions`, (asked) => {
        arrived.push(new Promise((resolve) => asked.write(body.slice(0, -1), () => resolve())));
        void allArrived.promise.then(() => asked.end(body.slice(-1)));
      }),
    );
  }
  await Promise.all(arrived);
  allArrived.resolve();
  const answered = await Promise.all(answers);
  const refused = answered.filter(({ status }) => status !== 422);
  for (const one of refused) expectShed(one);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(LARGE);
});
