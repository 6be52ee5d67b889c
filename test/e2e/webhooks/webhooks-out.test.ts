/** Events are sent by the service as people run it, to a receiver on a port, and a service that is killed sends the rest. */
import { Webhook } from "standardwebhooks";
import { afterAll, expect, test } from "vitest";
import { runService, type RunningService, temporaryStateDirectory } from "../../support/service.ts";
import { ReceiverServer } from "../../support/webhooks/receiver-server.ts";
import { ask, call } from "../call.ts";

const PROGRAM = "told-events";
const BASE = `/v1/programs/${PROGRAM}`;
const INTERVAL = { interval: 100 };
const state = temporaryStateDirectory();
const receiver = new ReceiverServer();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  await receiver.close();
  state.remove();
});

async function join(url: string, ...members: string[]): Promise<void> {
  for (const memberId of members) await call(url, "POST", `${BASE}/promoters`, { memberId });
}

function ids(): Set<string | undefined> {
  return new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
}

test("a receiver that the operator allows gets every event, over a kill in the middle of one too", async () => {
  const host = await receiver.listen();
  const settings = { WEBHOOK_ALLOWED_HOSTS: host };
  running = await runService("start", state.path, settings);
  await call(running.url, "POST", "/v1/programs", { id: PROGRAM, name: "Told", currency: "CNY" });
  const made = { url: `http://${host}/hooks`, events: ["promoter.created"] };
  const { secret, id } = await call(running.url, "POST", `${BASE}/webhook-endpoints`, made);
  await join(running.url, "a", "b");
  await expect.poll(() => ids().size, INTERVAL).toBe(2);
  for (const { body, headers } of receiver.received)
    expect(new Webhook(secret).verify(body, { ...headers })).toMatchObject({ type: "promoter.created" });
  // It takes one and does not answer, and the service dies meanwhile.
  receiver.fates.push("hanging");
  await join(running.url, "c", "d");
  await expect.poll(() => ids().size, INTERVAL).toBeGreaterThanOrEqual(3);
  await running.kill();
  running = await runService("start", state.path, settings);
  const { url } = running;
  await join(url, "e");
  await expect.poll(() => ids().size, INTERVAL).toBe(5);
  const path = `${BASE}/webhook-endpoints/${id}/deliveries?state=succeeded`;
  await expect.poll(async () => (await call(url, "GET", path)).data.length, INTERVAL).toBe(5);
  const other = { url: `http://127.0.0.1:${Number(host.split(":")[1]) + 1}/`, events: ["*"] };
  expect((await ask(url, "POST", `${BASE}/webhook-endpoints`, other)).status).toBe(422);
});
