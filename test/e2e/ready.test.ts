/** A service that says it is healthy can serve: nothing that is sent from that moment on fails. */
import { createHmac } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Service, startService } from "../../scripts/service/service.ts";
import { sized } from "../support/effort.ts";
import { ADMIN_TOKEN, temporaryStateDirectory } from "../support/service.ts";
import { call } from "./call.ts";
import { tokenOf } from "./traffic/taps.ts";

const STARTS = sized(1, 20, 20);

let state: ReturnType<typeof temporaryStateDirectory>;

beforeAll(() => {
  state = temporaryStateDirectory();
});

afterAll(() => {
  state.remove();
});

/** A port that is free now, so that health can be asked before the service has said where it listens. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === "string") throw new Error("the probe has no port");
  return address.port;
}

/** Asks until health is told as good; answers every other answer that was told before. */
async function firstOk(origin: string): Promise<string[]> {
  const before: string[] = [];
  for (;;) {
    const answer = await fetch(`${origin}/healthz`).catch(() => null);
    if (answer !== null) {
      const text = await answer.text();
      if (answer.status === 200) return before;
      before.push(`${answer.status} ${text}`);
    }
    await wait(2);
  }
}

/** What a merchant and a visitor do first: a program, a promoter, a link, a tap on it, and a signed order. */
async function useAtOnce(origin: string): Promise<void> {
  const create = (path: string, body: object) => call(origin, "POST", path, body);
  const program = { id: "first", name: "Shop", currency: "CNY", allowedHosts: ["shop.example"] };
  const { webhookSecret } = await create("/v1/programs", program);
  const { id: promoterId } = await create("/v1/programs/first/promoters", { memberId: "seller" });
  const destination = "https://shop.example/tea";
  const { slug } = await create("/v1/programs/first/links", { promoterId, destination });
  const clickToken = await tokenOf(`${origin}/s/${slug}`);
  const data = { orderId: "order-1", amount: 1_000, currency: "CNY", clickToken };
  const body = { type: "order.paid", data };
  const headers = signed(webhookSecret, JSON.stringify(body));
  const answer = await call(origin, "POST", "/webhooks/first/standard", body, headers);
  expect(answer.results).toMatchObject([{ status: "accepted", attribution: { basis: "touch" } }]);
}

function signed(secret: string, body: string): Record<string, string> {
  const [id, timestamp] = ["msg_1", String(Math.floor(Date.now() / 1_000))];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

function start(port: number): Promise<Service> {
  const environment = { ...process.env, ADMIN_TOKEN };
  return startService({ host: "127.0.0.1", port, stateDirectory: state.path, environment });
}

/** Never resolves, and fails with a start that fails. */
async function failureOf(starting: Promise<Service>): Promise<never> {
  await starting;
  return await new Promise<never>(() => {});
}

test(`of ${STARTS} starts on empty data each serves from the moment that it says it is healthy`, async () => {
  for (let turn = 0; turn < STARTS; turn += 1) {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const starting = start(port);
    try {
      expect(await Promise.race([firstOk(origin), failureOf(starting)])).toEqual([]);
      await useAtOnce(origin);
    } finally {
      const service = await starting;
      expect(service.migrations.length).toBeGreaterThan(2);
      await service.stop();
    }
    // The next start has the bundle and the keys, and nothing in its databases.
    rmSync(join(state.path, "data"), { recursive: true });
  }
});

test("parts that are ready are told to anyone, with a program where one is asked for", async () => {
  const service = await start(0);
  try {
    await useAtOnce(service.url);
    const answer = await fetch(`${service.url}/readyz?program=first`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: "ok", parts: ["keys", "config", "links", "reports", "program"] },
    ]);
    // Queues of one machine say how much waits in them, those of dead letters as well.
    const metrics = await call(service.url, "GET", "/metrics");
    for (const queue of ["events", "jobs"]) {
      expect(metrics).toMatch(new RegExp(`^tributary_queue_waiting\\{queue="${queue}"\\} \\d+$`, "m"));
      expect(metrics).toContain(`tributary_dead_letters_waiting{queue="${queue}-dead"} 0`);
    }
  } finally {
    await service.stop();
  }
});
