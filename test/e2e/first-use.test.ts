/** What is loaded at its first use is there for whoever asks first, and for those who ask with them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN_TOKEN, type RunningService, runService, temporaryStateDirectory } from "../support/service.ts";
import { tap } from "./traffic/taps.ts";

const AT_ONCE = 5;

let state: ReturnType<typeof temporaryStateDirectory>;
let service: RunningService;
let programKey: string;
let linkPath: string;

beforeAll(async () => {
  state = temporaryStateDirectory();
  service = await runService("start", state.path);
  const { apiKey } = await made("/v1/programs", ADMIN_TOKEN, {
    id: "tea",
    name: "Tea",
    currency: "CNY",
    allowedHosts: ["shop.example"],
  });
  programKey = apiKey ?? "";
  const { id: promoterId } = await made("/v1/programs/tea/promoters", programKey, { memberId: "lin" });
  const { url } = await made("/v1/programs/tea/links", programKey, {
    promoterId,
    destination: "https://shop.example/",
  });
  linkPath = new URL(url ?? "").pathname;
  await service.stop();
  service = await runService("start", state.path);
});

afterAll(async () => {
  await service.stop();
  state.remove();
});

async function made(path: string, token: string, body: unknown): Promise<Record<string, string>> {
  const answer = await sent(path, body, token);
  expect([path, answer.status]).toEqual([path, 201]);
  return (await answer.json()) as Record<string, string>;
}

async function sent(path: string, body: unknown, token = programKey): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return await fetch(`${service.url}${path}`, { method: "POST", body: JSON.stringify(body), headers });
}

async function asked(path: string, token = programKey): Promise<number> {
  const answer = await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

test("the first requests after a start are answered, whatever they ask for and however many come together", async () => {
  const order = (index: number) => ({
    orderId: `o${index}`,
    amount: 10_000,
    currency: "CNY",
    customerId: `c${index}`,
  });
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => [
      (await tap(`${service.url}${linkPath}`)).status,
      (await sent("/e", { program: "tea", type: "pageview" })).status,
      await asked("/c.gif?program=tea&order=o&amount=1&currency=CNY"),
      (await sent("/v1/programs/tea/conversions", order(index))).status,
      await asked("/v1/programs/tea/orders"),
      await asked("/v1/programs", ADMIN_TOKEN),
      await asked("/openapi.json"),
      await asked("/v1/nothing"),
    ]),
  );
  const expected = [302, 204, 200, 200, 200, 200, 200, 404];
  expect(answers).toEqual(Array.from({ length: AT_ONCE }, () => expected));
});
