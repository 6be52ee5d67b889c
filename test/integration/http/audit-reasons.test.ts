/** Why something was taken away stands in its entry of the audit, until a person is erased whom it may name. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";
import { erase } from "../../support/people/erased.ts";
import { openShop } from "../../support/shop.ts";

interface Entry {
  readonly operation: string;
  readonly reason: string | null;
  readonly outcome: string;
}

async function entriesOf(path: string): Promise<Entry[]> {
  return (await call("GET", `${path}/audit?limit=200`)).body.data;
}

test("every act that takes something away keeps its reason, and may do without", async () => {
  const { path } = await newProgram();
  const make = async (route: string, body: unknown) => (await call("POST", path + route, { body })).body.id;
  const promoter = await make("/promoters", { memberId: "m" });
  const taken = {
    changePromoter: ["PATCH", `/promoters/${promoter}`, { status: "suspended" }],
    revokeApiKey: ["DELETE", `/api-keys/${await make("/api-keys", { name: "k" })}`, {}],
    removePerson: [
      "DELETE",
      `/people/${await make("/people", { email: "m@shop.example", role: "viewer" })}`,
      {},
    ],
    deleteWebhookEndpoint: [
      "DELETE",
      `/webhook-endpoints/${await make("/webhook-endpoints", { url: "https://shop.example/h", events: ["*"] })}`,
      {},
    ],
    deletePromoterNote: [
      "DELETE",
      `/promoters/${promoter}/notes/${await make(`/promoters/${promoter}/notes`, { text: "t" })}`,
      {},
    ],
    deleteMaterial: [
      "DELETE",
      `/materials/${await make("/materials", { kind: "text", title: "t", text: "t" })}`,
      {},
    ],
  } as const;
  for (const [operation, [method, route, body]] of Object.entries(taken)) {
    const reason = `why ${operation}`;
    const long = await call(method, path + route, { body: { ...body, reason: "x".repeat(501) } });
    expect([operation, long.status]).toEqual([operation, 422]);
    const made = await call(method, path + route, { body: { ...body, reason } });
    expect([operation, made.status < 300]).toEqual([operation, true]);
    const [newest] = await entriesOf(path);
    expect(newest).toMatchObject({ operation, reason, outcome: "changed" });
  }
  const silent = await make("/api-keys", { name: "silent" });
  await call("DELETE", `${path}/api-keys/${silent}`);
  expect((await entriesOf(path))[0]).toMatchObject({ operation: "revokeApiKey", reason: null });
  // What breaks the schema is kept by no entry, though that of a refused act is there.
  const refused = (await entriesOf(path)).filter(({ outcome }) => outcome === "refused");
  expect(refused).toEqual([expect.objectContaining({ operation: "changePromoter", reason: null })]);
});

test("a reason of another act is no part of its entry", async () => {
  const { path } = await newProgram();
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: "m" } })).body;
  const body = { uplineMemberId: null, reason: "names somebody" };
  await call("PUT", `${path}/promoters/${id}/upline`, { body });
  expect((await entriesOf(path))[0]).toMatchObject({ operation: "setUpline", reason: null });
});

test("a promoter's reasons are forgotten with the promoter, and nobody else's", async () => {
  const shop = await openShop({});
  const [gone, other] = [await shop.promoter("gone"), await shop.promoter("other")];
  for (const { id } of [gone, other])
    await shop.patch(`/promoters/${id}`, { status: "suspended", reason: `about ${id}` });
  const reasons = async () =>
    (await shop.get("/audit?limit=200")).body.data.flatMap(({ reason }: Entry) => reason ?? []);
  expect(await reasons()).toEqual([`about ${other.id}`, `about ${gone.id}`]);
  await erase(shop, `/promoters/${gone.id}`);
  expect(await reasons()).toEqual([`about ${other.id}`]);
});

test("a reason can be forgotten, and never be changed or added", async () => {
  const { path } = await newProgram();
  const { id } = (await call("POST", `${path}/promoters`, { body: { memberId: "m" } })).body;
  await call("PATCH", `${path}/promoters/${id}`, { body: { status: "suspended", reason: "first" } });
  const [{ requestId }] = (await call("GET", `${path}/audit`)).body.data;
  const set = async (to: string) =>
    await env.CONFIG.prepare(`UPDATE audit SET ${to} WHERE request_id = ?`).bind(requestId).run();
  await expect(set("reason = 'second'")).rejects.toThrow(/only added to/);
  await expect(set("reason = NULL, outcome = 'refused'")).rejects.toThrow(/only added to/);
  await set("reason = NULL");
  await expect(set("reason = 'later'")).rejects.toThrow(/only added to/);
  expect((await entriesOf(path))[0]).toMatchObject({ reason: null, outcome: "changed" });
});
