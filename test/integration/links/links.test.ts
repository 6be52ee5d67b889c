import { describe, expect, test } from "vitest";
import { call, newProgram } from "../../support/api-client.ts";

async function withPromoters() {
  const program = await newProgram({ allowedHosts: ["shop.example", "*.cdn.example", "localhost:3000"] });
  const promoters = `${program.path}/promoters`;
  const a: string = (await call("POST", promoters, { body: { memberId: "a" } })).body.id;
  const b: string = (await call("POST", promoters, { body: { memberId: "b" } })).body.id;
  const issue = async (id: string) => (await call("POST", `${promoters}/${id}/tokens`, { body: {} })).body;
  return { ...program, a, b, token: await issue(a), links: `${program.path}/links` };
}

const destination = "https://shop.example/item?id=1#reviews";

describe("share links", () => {
  test("a link gets a slug that ends in check characters, and an address of its own", async () => {
    const { links, a } = await withPromoters();
    const made = await call("POST", links, { body: { promoterId: a, destination } });
    expect(made.status).toBe(201);
    expect(made.body.slug).toMatch(/^[0-9a-z]{12}$/);
    expect(made.body).toMatchObject({
      url: `http://tributary.test/s/${made.body.slug}`,
      promoterId: a,
      destination,
      status: "active",
      expiresAt: null,
    });
    expect((await call("GET", `${links}/${made.body.id}`)).body).toEqual(made.body);
  });

  test("a chosen slug belongs to one link; the same link again is a repeat", async () => {
    const { links, a, b } = await withPromoters();
    const slug = `spring-${crypto.randomUUID().slice(0, 8)}`;
    const body = { promoterId: a, destination, slug };
    expect((await call("POST", links, { body })).status).toBe(201);
    const again = await call("POST", links, { body });
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    const taken = await call("POST", links, { body: { ...body, promoterId: b } });
    expect([taken.status, taken.body.code]).toEqual([409, "slug_taken"]);
    const other = await withPromoters();
    const elsewhere = await call("POST", other.links, { body: { ...body, promoterId: other.a } });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([409, "slug_taken"]);
    for (const bad of ["nodash", "-a-", "UP-per", "a-", "with space-x"]) {
      const answer = await call("POST", links, { body: { ...body, slug: bad } });
      expect([bad, answer.status, answer.body.errors[0].path]).toEqual([bad, 422, "slug"]);
    }
  });

  test("a creation repeated after a change is a repeat; with another end or preview the slug is taken", async () => {
    const { links, a } = await withPromoters();
    const slug = `autumn-${crypto.randomUUID().slice(0, 8)}`;
    const body = { promoterId: a, destination, slug };
    const { id } = (await call("POST", links, { body })).body;
    const moved = "https://shop.example/elsewhere";
    await call("PATCH", `${links}/${id}`, { body: { destination: moved } });
    const again = await call("POST", links, { body });
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect(again.body).toMatchObject({ id, destination: moved });
    const others = [
      { destination: moved },
      { expiresAt: "2030-01-01T00:00:00Z" },
      { preview: { title: "Sale" } },
    ];
    for (const change of others) {
      const other = await call("POST", links, { body: { ...body, ...change } });
      expect([other.status, other.body.code]).toEqual([409, "slug_taken"]);
    }
  });

  test("a creation repeated under its Idempotency-Key makes one link, also at the same moment", async () => {
    const { links, a } = await withPromoters();
    const headers = { "Idempotency-Key": "poster-1" };
    const body = { promoterId: a, destination };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call("POST", links, { headers, body })),
    );
    expect(answers.map((answer) => answer.status).filter((status) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect((await call("GET", links)).body.data).toHaveLength(1);
    const other = await call("POST", links, { headers, body: { ...body, productId: "p" } });
    expect([other.status, other.body.code]).toEqual([409, "idempotency_conflict"]);
  });

  test("a refused creation leaves its Idempotency-Key free, and shows nobody else's link", async () => {
    const { links, a } = await withPromoters();
    const foreign = await withPromoters();
    const slug = `theirs-${crypto.randomUUID().slice(0, 8)}`;
    await call("POST", foreign.links, { body: { promoterId: foreign.a, destination, slug } });
    const headers = { "Idempotency-Key": "put-right" };
    const send = (change: object) =>
      call("POST", links, { headers, body: { promoterId: a, destination, ...change } });
    const bad = await send({ destination: "https://evil.example/" });
    expect([bad.status, bad.body.code]).toEqual([422, "destination_not_allowed"]);
    for (let time = 0; time < 2; time += 1) {
      const taken = await send({ slug });
      expect([taken.status, taken.body.code]).toEqual([409, "slug_taken"]);
    }
    const made = await send({});
    expect(made.status).toBe(201);
    await call("PATCH", links.replace("/links", ""), { body: { allowedHosts: ["new.example"] } });
    const again = await send({});
    expect([again.status, again.body.id]).toEqual([200, made.body.id]);
  });

  test.each([["https://a.cdn.example/x"], ["https://SHOP.example/"], ["http://localhost:3000/"]])(
    "a link may lead to %s",
    async (wanted) => {
      const { links, a } = await withPromoters();
      expect((await call("POST", links, { body: { promoterId: a, destination: wanted } })).status).toBe(201);
    },
  );

  test.each([
    ["http://shop.example/", "not https"],
    ["javascript:alert(1)", "not https"],
    ["https://user@shop.example/", "a user or a password"],
    ["https://evil.example/", "none of the program's allowedHosts"],
    ["https://shop.example.evil.example/", "none of the program's allowedHosts"],
    ["https://shop.example:8443/", "none of the program's allowedHosts"],
    ["https://cdn.example/", "none of the program's allowedHosts"],
    ["//shop.example/", "not an absolute address"],
    ["not an address", "not an absolute address"],
  ])("a link may not lead to %s, and is told why: %s", async (wanted, why) => {
    const { links, a } = await withPromoters();
    const { status, body } = await call("POST", links, { body: { promoterId: a, destination: wanted } });
    expect([status, body.code, body.errors]).toEqual([
      422,
      "destination_not_allowed",
      [{ path: "destination", message: expect.stringContaining(why) }],
    ]);
  });

  test("a link is disabled, changed and given an end", async () => {
    const { links, a } = await withPromoters();
    const { id } = (await call("POST", links, { body: { promoterId: a, destination, productId: "p" } })).body;
    const body = { status: "disabled", expiresAt: "2030-01-01T00:00:00Z", productId: null };
    expect((await call("PATCH", `${links}/${id}`, { body })).body).toMatchObject({
      status: "disabled",
      expiresAt: "2030-01-01T00:00:00.000Z",
      productId: null,
      destination,
    });
    const bad = await call("PATCH", `${links}/${id}`, { body: { destination: "https://evil.example/" } });
    expect(bad.body.code).toBe("destination_not_allowed");
  });

  test("where an ended link leads is checked as a destination is, and may be taken away again", async () => {
    const { links, a } = await withPromoters();
    const expiredUrl = "https://shop.example/ended";
    const made = await call("POST", links, { body: { promoterId: a, destination, expiredUrl } });
    expect(made.body).toMatchObject({ expiredUrl });
    const path = `${links}/${made.body.id}`;
    expect((await call("PATCH", path, { body: { status: "disabled" } })).body).toMatchObject({ expiredUrl });
    for (const [method, to] of [
      ["POST", links],
      ["PATCH", path],
    ] as const) {
      const body = { expiredUrl: "https://evil.example/" };
      const bad = await call(method, to, {
        body: method === "POST" ? { ...body, promoterId: a, destination } : body,
      });
      expect([bad.status, bad.body.code, bad.body.errors[0].path]).toEqual([
        422,
        "destination_not_allowed",
        "expiredUrl",
      ]);
    }
    expect((await call("PATCH", path, { body: { expiredUrl: null } })).body.expiredUrl).toBeNull();
  });

  test("links come the newest first, and one that is made meanwhile moves no page", async () => {
    const { links, a, b, token } = await withPromoters();
    const make = async (promoterId: string): Promise<string> =>
      (await call("POST", links, { body: { promoterId, destination } })).body.id;
    // Three of them are made at once: what tells them apart is no time.
    const made = [await make(a), await make(b), ...(await Promise.all([make(a), make(a), make(a)]))];
    const read = async (query: string, by = {}) => (await call("GET", `${links}${query}`, by)).body;
    const idsOf = (page: { data: { id: string }[] }) => page.data.map(({ id }) => id);
    const before = idsOf(await read(""));
    expect(before.toSorted()).toEqual(made.toSorted());
    expect(before.slice(-2)).toEqual([made[1], made[0]]);
    const first = await read("?limit=2");
    const added = await make(a);
    const second = await read(`?limit=2&cursor=${first.nextCursor}`);
    const third = await read(`?limit=2&cursor=${second.nextCursor}`);
    expect([first, second, third].flatMap(idsOf)).toEqual(before);
    expect(third.nextCursor).toBeNull();
    expect(idsOf(await read("?limit=1"))).toEqual([added]);
    const own = [added, ...before.filter((id) => id !== made[1])];
    expect(idsOf(await read(`?promoterId=${a}`))).toEqual(own);
    expect(idsOf(await read("", token))).toEqual(own);
  });

  test("a link for a promoter who does not exist is refused as a fault of the body", async () => {
    const { links } = await withPromoters();
    for (const promoterId of ["pr_zzz", "nonsense"]) {
      const answer = await call("POST", links, { body: { promoterId, destination } });
      expect([answer.status, answer.body.code]).toEqual([422, "no_such_promoter"]);
    }
  });
});

describe("a promoter's token", () => {
  test("reaches its promoter's own reads and links, and nothing of anyone else", async () => {
    const { path, links, a, b, token: issued } = await withPromoters();
    const { token } = issued;
    const foreign = (await call("POST", links, { body: { promoterId: b, destination } })).body.id;
    const own = await call("POST", links, { token, body: { promoterId: a, destination } });
    expect(own.status).toBe(201);
    const allowed: [string, string][] = [
      ["GET", `promoters/${a}`],
      ["GET", `promoters/${a}/wallet`],
      ["GET", `promoters/${a}/commissions`],
      ["GET", `promoters/${a}/journal`],
      ["GET", `promoters/${a}/journal.csv`],
      ["GET", `promoters/${a}/payouts`],
      ["GET", `promoters/${a}/team`],
      ["GET", `links/${own.body.id}`],
    ];
    for (const [method, route] of allowed) {
      const answer = await call(method, `${path}/${route}`, { token });
      expect([route, answer.status]).toEqual([route, 200]);
    }
    const refused: [string, string, object?][] = [
      ["GET", ""],
      ["PATCH", "", {}],
      ["GET", "/promoters"],
      ["POST", "/promoters", { memberId: "x" }],
      ["GET", `/promoters/${b}`],
      ["GET", `/promoters/${b}/wallet`],
      ["PATCH", `/promoters/${a}`, { status: "active" }],
      ["POST", `/promoters/${a}/tokens`, {}],
      ["POST", `/promoters/${a}/adjustments`, { amount: 1, kind: "bonus", reason: "x" }],
      ["POST", `/promoters/${b}/payouts`, { amount: 1_000 }],
      ["GET", `/links/${foreign}`],
      ["PATCH", `/links/${foreign}`, { status: "disabled" }],
      ["POST", "/links", { promoterId: b, destination }],
      ["GET", "/orders"],
      ["GET", "/orders/o"],
      ["POST", "/conversions", {}],
      ["PUT", "/commission-rules", { rules: [] }],
      ["POST", "/payouts/po_1_1/approve", {}],
      ["POST", "/payout-batches", {}],
      ["GET", "/api-keys"],
    ];
    for (const [method, route, body] of refused) {
      const answer = await call(method, `${path}${route}`, {
        token,
        ...(body === undefined ? {} : { body }),
      });
      expect([method, route, answer.status]).toEqual([method, route, 404]);
    }
    const listed = await call("GET", links, { token });
    expect(listed.body.data.map((link: { id: string }) => link.id)).toEqual([own.body.id]);
  });

  test("has Idempotency-Keys of its own, which are neither another promoter's nor the merchant's", async () => {
    const { path, links, a, b, token: issued } = await withPromoters();
    const other = await call("POST", `${path}/promoters/${b}/tokens`, { body: {} });
    const headers = { "Idempotency-Key": "1" };
    const made: string[] = [];
    const callers: [string | undefined, string][] = [
      [issued.token, a],
      [other.body.token, b],
      [undefined, b],
    ];
    for (const [token, promoterId] of callers) {
      const sent = { headers, body: { promoterId, destination }, ...(token === undefined ? {} : { token }) };
      const answer = await call("POST", links, sent);
      expect(answer.status).toBe(201);
      made.push(answer.body.id);
      const again = await call("POST", links, sent);
      expect([again.status, again.body.id]).toEqual([200, answer.body.id]);
    }
    expect(new Set(made).size).toBe(3);
    const bonus = { amount: 5_000, kind: "bonus", reason: "start" };
    await call("POST", `${path}/promoters/${a}/adjustments`, { headers, body: bonus });
    const payouts = `${path}/promoters/${a}/payouts`;
    const own = await call("POST", payouts, { token: issued.token, headers, body: { amount: 1_000 } });
    expect(own.status).toBe(201);
    const merchants = await call("POST", payouts, { headers, body: { amount: 2_000 } });
    expect([merchants.status, merchants.body.code]).toEqual([409, "payout_open"]);
  });

  test("is refused from the call after it was revoked or expired", async () => {
    const { path, a, token: issued } = await withPromoters();
    const read = (token: string) => call("GET", `${path}/promoters/${a}`, { token });
    expect((await read(issued.token)).status).toBe(200);
    expect((await call("DELETE", `${path}/promoters/${a}/tokens/${issued.id}`)).status).toBe(204);
    expect((await read(issued.token)).status).toBe(401);
    const body = { expiresIn: "PT0S" };
    const expired = await call("POST", `${path}/promoters/${a}/tokens`, { body });
    expect((await read(expired.body.token)).status).toBe(401);
  });
});
