/** A promoter writes of its links what is its own: not by what it is paid, and never against the merchant. */
import { exports } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { PROMOTER_FIELDS } from "../../../worker/access/promoter-fields.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { readRoutes } from "../../support/http/access-world.ts";
import { times } from "../../support/times.ts";

const destination = "https://shop.example/item";
const VALUES: Readonly<Record<string, unknown>> = {
  slug: "official-support",
  campaignId: "vip",
  productId: "tea",
  expiresAt: "2030-01-01T00:00:00Z",
  expiredUrl: "https://shop.example/ended",
  preview: { title: "Official bank notice" },
};

let shop: { links: string; path: string; promoter: string; token: string };

async function openShop(settings: Record<string, unknown> = {}) {
  const { path } = await newProgram({ allowedHosts: ["shop.example"], ...settings });
  const promoter: string = (await call("POST", `${path}/promoters`, { body: { memberId: "p" } })).body.id;
  const { token } = (await call("POST", `${path}/promoters/${promoter}/tokens`, { body: {} })).body;
  return { path, links: `${path}/links`, promoter, token: token as string };
}

beforeEach(async () => {
  shop = await openShop();
});

/** Members of a body that are the merchant's alone. */
function merchantsOf(operationId: string): string[] {
  const fields = Object.entries(PROMOTER_FIELDS[operationId] ?? {});
  return fields.filter(([, owner]) => owner === "merchant").map(([name]) => name);
}

const make = (token?: string, more: Record<string, unknown> = {}) =>
  call("POST", shop.links, {
    ...(token === undefined ? {} : { token }),
    body: { promoterId: shop.promoter, destination, ...more },
  });
const change = (id: string, body: unknown, token?: string) =>
  call("PATCH", `${shop.links}/${id}`, { body, ...(token === undefined ? {} : { token }) });
const tap = async (slug: string) => {
  const headers = { accept: "application/json" };
  const request = new Request(`https://tributary.test/s/${slug}`, { headers, redirect: "manual" });
  return (await exports.default.fetch(request)).status;
};
const notYours = (path: string) => ({ status: 403, body: { code: "field_not_yours", errors: [{ path }] } });

describe("the table of what promoters write", () => {
  test("names every member of every body that a promoter may send, and nothing else", async () => {
    const { body: document } = await call("GET", "/openapi.json", { token: null });
    const described: [string, string[]][] = [];
    for (const route of await readRoutes()) {
      const says = document.paths[route.path][route.method.toLowerCase()];
      if (!route.access.includes("promoter:own") || says.requestBody === undefined) continue;
      const [, name] = /schemas\/(\w+)/.exec(JSON.stringify(says.requestBody)) ?? [];
      const schema = document.components.schemas[name ?? ""];
      const forms: Record<string, Record<string, object>>[] = schema.oneOf ?? schema.anyOf ?? [schema];
      const members = new Set(forms.flatMap(({ properties = {} }) => Object.keys(properties)));
      described.push([says.operationId, [...members].toSorted()]);
      expect(says["x-promoter-fields"]).toEqual(PROMOTER_FIELDS[says.operationId]);
    }
    const granted = Object.entries(PROMOTER_FIELDS).map(([id, fields]) => [
      id,
      Object.keys(fields).toSorted(),
    ]);
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(granted));
  });

  test("holds: a promoter's token makes and changes no member of a link that is the merchant's", async () => {
    const own = await make(shop.token);
    expect([own.status, own.body.madeBy]).toEqual([201, "promoter"]);
    for (const name of merchantsOf("createLink")) {
      expect(await make(shop.token, { [name]: VALUES[name] })).toMatchObject(notYours(name));
    }
    for (const name of merchantsOf("changeLink")) {
      expect(await change(own.body.id, { [name]: VALUES[name] }, shop.token)).toMatchObject(notYours(name));
      expect(await change(own.body.id, { [name]: null }, shop.token)).toMatchObject(notYours(name));
    }
    expect((await call("GET", `${shop.links}/${own.body.id}`)).body).toEqual(own.body);
    expect((await change(own.body.id, { campaignId: "vip" })).body.campaignId).toBe("vip");
  });

  test("refuses a member that nobody knows as well, and no member that the promoter owns", async () => {
    expect(await make(shop.token, { rateBps: 9_000 })).toMatchObject(notYours("rateBps"));
    const { body } = await make(shop.token);
    const moved = { destination: "https://shop.example/other", status: "disabled" };
    expect((await change(body.id, moved, shop.token)).body).toMatchObject(moved);
    expect((await change(body.id, { status: "active" }, shop.token)).body.status).toBe("active");
  });
});

describe("against the merchant", () => {
  test("a promoter changes nothing of a link that the merchant made", async () => {
    const { body: link } = await make(undefined, { preview: { title: "Spring" } });
    for (const body of [{ destination: "https://shop.example/other" }, { status: "disabled" }]) {
      const [name = ""] = Object.keys(body);
      expect(await change(link.id, body, shop.token)).toMatchObject(notYours(name));
    }
    expect((await call("GET", `${shop.links}/${link.id}`)).body).toEqual(link);
  });

  test("a promoter does not enable what the merchant disabled, until the merchant enables it again", async () => {
    const { body: link } = await make(shop.token);
    await change(link.id, { status: "disabled" }, shop.token);
    await change(link.id, { status: "disabled" });
    expect(await change(link.id, { status: "active" }, shop.token)).toMatchObject(notYours("status"));
    expect(await tap(link.slug)).toBe(410);
    await change(link.id, { status: "active" });
    expect((await change(link.id, { status: "disabled" }, shop.token)).status).toBe(200);
    expect((await change(link.id, { status: "active" }, shop.token)).status).toBe(200);
  });

  test("a destination that the merchant set stays, and so does what is sent beside it", async () => {
    const { body: link } = await make(shop.token);
    await change(link.id, { destination: "https://shop.example/merchants" });
    const both = { destination, status: "disabled" };
    expect((await change(link.id, both, shop.token)).status).toBe(403);
    const stored = (await call("GET", `${shop.links}/${link.id}`)).body;
    expect(stored).toMatchObject({ destination: "https://shop.example/merchants", status: "active" });
  });

  test("a link that the merchant ended stays ended", async () => {
    const { body: link } = await make(shop.token);
    await change(link.id, { expiresAt: "2026-01-01T00:00:00Z" });
    expect(await change(link.id, { expiresAt: null }, shop.token)).toMatchObject(notYours("expiresAt"));
    await change(link.id, { status: "active" }, shop.token);
    expect(await tap(link.slug)).toBe(410);
  });
});

describe("the links of one promoter", () => {
  test("that it makes by itself are bounded, also at once, and the merchant's are not counted", async () => {
    shop = await openShop({ promoter: { maxLinks: 3 } });
    for (let made = 0; made < 4; made += 1) expect((await make()).status).toBe(201);
    const answers = await Promise.all(times(8, () => make(shop.token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(new Set(refused)).toEqual(new Set(["too_many_links"]));
    expect((await make()).status).toBe(201);
  });

  test("are as many as the program says, at most the service's bound", async () => {
    const body = { promoter: { maxLinks: LIMITS.ownLinksPerPromoter + 1 } };
    expect((await call("PATCH", shop.path, { body })).status).toBe(422);
    const { body: program } = await call("GET", shop.path);
    expect(program.promoter).toEqual({ maxLinks: 200, maxTokenLife: "P90D" });
  });

  test("whose key was refused for the bound can be made under it later", async () => {
    shop = await openShop({ promoter: { maxLinks: 0 } });
    const headers = { "Idempotency-Key": "k" };
    const sent = { token: shop.token, headers, body: { promoterId: shop.promoter, destination } };
    expect((await call("POST", shop.links, sent)).body.code).toBe("too_many_links");
    await call("PATCH", shop.path, { body: { promoter: { maxLinks: 1 } } });
    expect((await call("POST", shop.links, sent)).status).toBe(201);
  });
});
