/** The journey of one purchase through an example shop: a tap, a form, goods that arrive and are returned in part. */
import { expect } from "vitest";
import { send, WECHAT } from "../../../scripts/demo/client.ts";
import { ADMIN_TOKEN, type RunningService } from "../service.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- answers are checked by their values
type Json = any;

export async function manage(
  service: RunningService,
  method: string,
  path: string,
  body?: object,
): Promise<Json> {
  const { status, bytes } = await send(`${service.url}/v1/programs${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${bytes.toString()}`);
  return JSON.parse(bytes.toString());
}

export function post(url: string, fields: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields) });
}

async function answerTo(url: string, fields: Record<string, string> = {}): Promise<Json> {
  const answer = await post(url, fields);
  const text = await answer.text();
  expect([answer.status, text]).toEqual([200, text]);
  return JSON.parse(text);
}

/** Opens a program of 10 %, and the shop for it; buys by a share link; and answers the wallet after a return in part. */
export async function buyThrough(
  service: RunningService,
  id: string,
  openShop: (settings: Record<string, string>) => Promise<string>,
): Promise<Json> {
  const settings = { id, name: "A shop", currency: "CNY", settlement: { holdPeriod: "P1D" } };
  const { webhookSecret } = await manage(service, "POST", "", settings);
  const page = await openShop({ PROGRAM: id, WEBHOOK_SECRET: webhookSecret });
  await manage(service, "PATCH", `/${id}`, { allowedHosts: [new URL(page).host] });
  const levels = [{ level: 1, kind: "percentage", rateBps: 1_000 }];
  await manage(service, "PUT", `/${id}/commission-rules`, { rules: [{ id: "all", scope: {}, levels }] });
  const promoter = await manage(service, "POST", `/${id}/promoters`, { memberId: "wei" });
  const link = await manage(service, "POST", `/${id}/links`, { promoterId: promoter.id, destination: page });

  const tapped = await send(link.url, { headers: { "user-agent": WECHAT } });
  const landing = new URL(tapped.headers.location ?? "");
  const html = await (await fetch(landing)).text();
  expect(html).toContain(`src="${service.url}/t.js" data-program="${id}"`);
  expect(html).toContain('name="clickToken" data-tributary-token');
  const clickToken = landing.searchParams.get("tby") ?? "";
  const { origin } = new URL(page);
  const order = await answerTo(`${origin}/orders`, { clickToken, customerId: "buyer-1" });
  expect(order).toMatchObject({
    status: "accepted",
    attribution: { basis: "touch" },
    commissions: [{ promoterId: promoter.id, level: 1, amount: 1_000, state: "pending" }],
  });
  const received = await answerTo(`${origin}/orders/${order.orderId}/received`);
  expect(received).toMatchObject({ customerId: "buyer-1", state: "held" });
  const wallet = async () => await manage(service, "GET", `/${id}/promoters/${promoter.id}/wallet`);
  await expect.poll(wallet).toMatchObject({ currency: "CNY", held: 1_000 });
  const returned = await answerTo(`${origin}/orders/${order.orderId}/refunded`);
  expect(returned).toMatchObject({ reversedAmount: 3_333, commissions: [{ kept: 667 }] });
  const strange = await fetch(`${origin}/nothing`);
  expect([strange.status, await strange.text()]).toEqual([404, expect.stringContaining("/tea")]);
  await expect.poll(async () => (await wallet()).held).not.toBe(1_000);
  return await wallet();
}
