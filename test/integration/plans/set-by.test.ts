/** Versions of settings, rules and tiers say who set them: from the same statement that made the version. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { personSession } from "../../support/sign-in/person-session.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const TIERS = [
  { name: "one", fromSales: 0 },
  { name: "two", fromSales: 10 },
];
const rules = (rateBps: number) => [
  { id: "base", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps }] },
];

async function asPerson(shop: Shop, email: string) {
  const person = (await shop.post("/people", { email, role: "marketing" })).body;
  const headers = await personSession(email);
  const path = `/v1/programs/${shop.id}`;
  const call = async (method: string, below: string, body?: object) =>
    (await request(method, path + below, { headers, body })).body;
  return { person, call };
}

test("each version says who set it, by the name that people know, whoever reads it later", async () => {
  const shop = await openShop();
  const email = `${shop.id}@shop.example`;
  const { person, call } = await asPerson(shop, email);
  const byPerson = { actor: person.id, name: email };
  expect((await call("PUT", "/commission-rules", { rules: rules(700) })).setBy).toEqual(byPerson);
  expect((await call("PUT", "/tiers", { tiers: TIERS, review: "never" })).setBy).toEqual(byPerson);
  expect((await call("PATCH", "", { settlement: { minPayout: 7 } })).setBy).toEqual(byPerson);
  const { key, id: actor } = (await shop.post("/api-keys", { name: "till", scopes: ["manage"] })).body;
  const path = `/v1/programs/${shop.id}/commission-rules`;
  const set = await request("PUT", path, { token: key, body: { rules: rules(800) } });
  expect(set.body).toMatchObject({ version: 3, setBy: { actor, name: "till" } });
  // Who made the program set its first settings; the operator has no other name.
  expect((await shop.get("?version=1")).body.setBy).toEqual({ actor: "operator", name: null });
  const gone = `/v1/programs/${shop.id}/people/${person.id}`;
  expect((await request("DELETE", gone, { token: shop.apiKey })).status).toBe(204);
  expect((await shop.get("/commission-rules?version=2")).body.setBy).toEqual(byPerson);
});

/** A program as the operator's list has it, page by page: other tests have made many. */
async function asListed(id: string): Promise<Record<string, unknown>> {
  const token = "operator-of-the-tests";
  for (let query = ""; ;) {
    const { data, nextCursor } = (await request("GET", `/v1/programs?limit=100${query}`, { token })).body;
    const found = data.find((one: { id: string }) => one.id === id);
    if (found !== undefined || nextCursor === null) return found;
    query = `&cursor=${nextCursor}`;
  }
}

test("the list of programs names who set the settings, as each program by itself does", async () => {
  const [shop, other] = [await openShop(), await openShop()];
  const email = `${shop.id}@shop.example`;
  await (await asPerson(shop, email)).call("PATCH", "", { settlement: { minPayout: 8 } });
  await other.patch("", { settlement: { minPayout: 9 } });
  expect((await asListed(shop.id))["setBy"]).toEqual({ actor: expect.stringMatching(/^pe_/), name: email });
  expect((await asListed(other.id))["setBy"]).toEqual((await other.get("")).body.setBy);
  expect((await other.get("")).body.setBy).toEqual({ actor: expect.stringMatching(/^ak_/), name: "first" });
});

test("set again in the same words it is still whose it was, and where nobody kept it, it is nobody's", async () => {
  const shop = await openShop();
  const { call } = await asPerson(shop, `${shop.id}@shop.example`);
  const before = (await shop.get("/commission-rules")).body;
  expect((await call("PUT", "/commission-rules", { rules: before.rules })).setBy).toEqual(before.setBy);
  await env.CONFIG.prepare(
    "UPDATE rule_versions SET set_by = NULL WHERE program = (SELECT number FROM programs WHERE id = ?)",
  )
    .bind(shop.id)
    .run();
  expect((await shop.get("/commission-rules")).body.setBy).toBe(null);
});

test("a promoter reads the tiers without who set them, and a key that only reads learns no name", async () => {
  const shop = await openShop();
  await shop.put("/tiers", { tiers: TIERS, review: "never" });
  const { id } = await shop.promoter("seller");
  const { token } = (await shop.post(`/promoters/${id}/tokens`, {})).body;
  const path = `/v1/programs/${shop.id}/tiers`;
  expect((await request("GET", path, { token })).body).toMatchObject({ version: 1, setBy: null });
  const { key } = (await shop.post("/api-keys", { scopes: ["read"] })).body;
  const read = (await request("GET", path, { token: key })).body;
  expect(read.setBy).toEqual({ actor: expect.stringMatching(/^ak_/), name: null });
});
