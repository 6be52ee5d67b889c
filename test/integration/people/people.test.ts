/** People of a program reach what their role does, from the next request on, and no further. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { sweepPeople } from "../../../worker/access/people/people.tables.ts";
import { ROLES, scopesOfRole } from "../../../worker/access/people/roles.ts";
import { SCOPES } from "../../../worker/access/scopes.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { personSession } from "../../support/sign-in/person-session.ts";

const somebody = () => `${crypto.randomUUID()}@shop.example`;

async function add(path: string, email: string, role: string, token?: string) {
  return await call("POST", `${path}/people`, { body: { email, role }, ...(token && { token }) });
}

async function as(email: string) {
  const headers = await personSession(email);
  return async (method: string, path: string, body?: unknown) =>
    await call(method, path, { token: null, headers, ...(body === undefined ? {} : { body }) });
}

describe("people of a program", () => {
  test("are added by an address that is compared in lower case, once", async () => {
    const { path } = await newProgram();
    const email = somebody();
    const made = await add(path, ` ${email.toUpperCase()} `, "finance");
    expect(made).toMatchObject({
      status: 201,
      body: { email, role: "finance", scopes: ["read", "payouts"] },
    });
    const again = await add(path, email, "finance");
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect(again.body).toEqual(made.body);
    expect((await add(path, email, "owner")).body.code).toBe("idempotency_conflict");
    expect((await call("GET", `${path}/people`)).body.data).toEqual([made.body]);
  });

  test("are refused by schema, with each fault named", async () => {
    const { path } = await newProgram();
    for (const body of [
      {},
      { email: "x", role: "owner" },
      { email: "a@b", role: "owner" },
      { email: "a b@shop.example", role: "owner" },
      { email: somebody(), role: "admin" },
      { email: somebody(), role: "owner", name: "x" },
      { email: `${"a".repeat(250)}@shop.example`, role: "owner" },
      { email: null, role: "owner" },
      // The Kelvin sign, a wide letter, and spaces that trimming takes off.
      { email: "\u212Aim@shop.example", role: "owner" },
      { email: "\uFF4Bim@shop.example", role: "owner" },
      { email: "\u00A0kim@shop.example\u3000", role: "owner" },
      { email: "kim@shop.example\n", role: "owner" },
    ]) {
      const refused = await call("POST", `${path}/people`, { body });
      expect([body, refused.status, refused.body.code]).toEqual([body, 422, "invalid_body"]);
      expect(refused.body.errors.length).toBeGreaterThan(0);
    }
  });

  test("keep one owner, whoever asks, also of two that are removed at once", async () => {
    const { path } = await newProgram();
    const [one, other] = [
      (await add(path, somebody(), "owner")).body.id,
      (await add(path, somebody(), "owner")).body.id,
    ];
    const statuses = await Promise.all(
      [one, other].map(async (id) => (await call("DELETE", `${path}/people/${id}`)).status),
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([204, 409]);
    const [left] = (await call("GET", `${path}/people`)).body.data;
    const demoted = await call("PATCH", `${path}/people/${left.id}`, { body: { role: "viewer" } });
    expect(demoted).toMatchObject({ status: 409, body: { code: "last_owner" } });
    await add(path, somebody(), "owner");
    expect(await call("PATCH", `${path}/people/${left.id}`, { body: { role: "viewer" } })).toMatchObject({
      status: 200,
      body: { role: "viewer", scopes: ["read"] },
    });
  });

  test("are no more than peoplePerProgram", async () => {
    const { path } = await newProgram();
    const statuses = new Map<number, number>();
    for (let from = 0; from < LIMITS.peoplePerProgram + 2; from += 40) {
      const size = Math.min(40, LIMITS.peoplePerProgram + 2 - from);
      const answers = await Promise.all(
        Array.from({ length: size }, async () => await add(path, somebody(), "viewer")),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 201: LIMITS.peoplePerProgram, 422: 2 });
    expect((await add(path, somebody(), "viewer")).body.code).toBe("too_many_people");
  });

  test("of another program are not there", async () => {
    const [mine, theirs] = [await newProgram(), await newProgram()];
    const { id } = (await add(theirs.path, somebody(), "viewer")).body;
    const bodies = { PATCH: { role: "owner" }, DELETE: { reason: "not theirs to say" } };
    for (const [method, body] of Object.entries(bodies))
      expect((await call(method, `${mine.path}/people/${id}`, { body })).status).toBe(404);
  });
});

describe("a session of a person", () => {
  test.each(ROLES)("of the role %s reaches what its scopes reach", async (role) => {
    const { path } = await newProgram();
    const email = somebody();
    await add(path, email, role);
    const ask = await as(email);
    const held = new Set(scopesOfRole(role));
    const tried = {
      read: await ask("GET", `${path}/orders`),
      orders: await ask("POST", `${path}/conversions`, {}),
      manage: await ask("POST", `${path}/promoters`, {}),
      payouts: await ask("POST", `${path}/payout-batches`, { other: 1 }),
      keys: await ask("POST", `${path}/people`, {}),
    };
    for (const scope of SCOPES) {
      const { status } = tried[scope];
      expect([role, scope, status === 403]).toEqual([role, scope, !held.has(scope)]);
    }
  });

  test("becomes a promoter by no token and no link without `payouts`, as a key does by `manage`", async () => {
    const { path } = await newProgram();
    const promoter = (await call("POST", `${path}/promoters`, { body: { memberId: "seller" } })).body.id;
    const paths = ["tokens", "sign-in-links"].map((name) => `${path}/promoters/${promoter}/${name}`);
    const [marketer, owner] = [somebody(), somebody()];
    await add(path, marketer, "marketing");
    await add(path, owner, "owner");
    const [asMarketer, asOwner] = [await as(marketer), await as(owner)];
    const { key } = (await call("POST", `${path}/api-keys`, { body: { scopes: ["manage"] } })).body;
    for (const made of paths) {
      const refused = await asMarketer("POST", made, {});
      expect([made, refused.status, refused.body.code]).toEqual([made, 403, "insufficient_scope"]);
      expect([made, (await asOwner("POST", made, {})).status]).toEqual([made, 201]);
      expect([made, (await call("POST", made, { token: key, body: {} })).status]).toEqual([made, 201]);
    }
    const { data } = (await call("GET", `${path}/promoters/${promoter}/tokens`)).body;
    expect(data).toHaveLength(2);
  });

  test("erases nobody without `keys`, as a key does by `manage`, and exports by `manage`", async () => {
    const { path } = await newProgram();
    const promoter = (await call("POST", `${path}/promoters`, { body: { memberId: "seller" } })).body.id;
    const erasures = [`${path}/customers/buyer/erase`, `${path}/promoters/${promoter}/erase`];
    const [marketer, owner] = [somebody(), somebody()];
    await add(path, marketer, "marketing");
    await add(path, owner, "owner");
    const asMarketer = await as(marketer);
    for (const erase of erasures) {
      const refused = await asMarketer("POST", erase, {});
      expect([erase, refused.status, refused.body.code]).toEqual([erase, 403, "insufficient_scope"]);
    }
    expect((await asMarketer("GET", `${path}/promoters/${promoter}/export`)).status).toBe(200);
    const { key } = (await call("POST", `${path}/api-keys`, { body: { scopes: ["manage"] } })).body;
    expect((await call("POST", erasures[0] ?? "", { token: key, body: {} })).status).toBe(202);
    expect((await (await as(owner))("POST", erasures[1] ?? "", {})).status).toBe(202);
  });

  test("tells who it is, with each program and role", async () => {
    const [one, other] = [await newProgram(), await newProgram()];
    const email = somebody();
    await add(one.path, email, "finance");
    await add(other.path, email, "viewer");
    const { status, body } = await (await as(email))("GET", "/v1/sessions/current");
    expect(status).toBe(200);
    expect(body).toMatchObject({ caller: "person", email, program: null, scopes: [], promoterId: null });
    expect(
      new Map(body.programs.map((one: { program: string; role: string }) => [one.program, one.role])),
    ).toEqual(
      new Map([
        [one.id, "finance"],
        [other.id, "viewer"],
      ]),
    );
  });

  test("ends at once where the person is removed or given another role, and a new one knows the role", async () => {
    const { path } = await newProgram();
    const email = somebody();
    await add(path, somebody(), "owner");
    const { id } = (await add(path, email, "finance")).body;
    const first = await as(email);
    expect((await first("GET", `${path}/payouts`)).status).toBe(200);
    await call("PATCH", `${path}/people/${id}`, { body: { role: "marketing" } });
    expect((await first("GET", `${path}/payouts`)).status).toBe(401);
    expect((await first("GET", "/v1/sessions/current")).status).toBe(401);
    const second = await as(email);
    expect((await second("GET", `${path}/links`)).status).toBe(200);
    await call("DELETE", `${path}/people/${id}`);
    expect((await second("GET", `${path}/links`)).status).toBe(401);
    expect((await second("GET", "/v1/sessions/current")).status).toBe(401);
    // Who is added again is the same person, and no session of before is.
    expect((await add(path, email, "marketing")).body.id).toBe(id);
    expect((await second("GET", `${path}/links`)).status).toBe(401);
  });

  test("reaches no other program, no operator's call, and tells nothing of what is there", async () => {
    const [mine, theirs] = [await newProgram(), await newProgram()];
    const email = somebody();
    await add(mine.path, email, "owner");
    const ask = await as(email);
    for (const path of [theirs.path, "/v1/programs/never-made", "/v1/programs", "/metrics"]) {
      expect([path, (await ask("GET", path)).status]).toEqual([path, 404]);
    }
  });

  test("hands on no role that reaches further, nor touches a person who does", async () => {
    const { path } = await newProgram();
    const made = await call("POST", `${path}/api-keys`, { body: { scopes: ["keys", "read"] } });
    const token: string = made.body.key;
    expect((await add(path, somebody(), "viewer", token)).status).toBe(201);
    expect((await add(path, somebody(), "finance", token)).body.code).toBe("insufficient_scope");
    await add(path, somebody(), "owner");
    const { id } = (await add(path, somebody(), "owner")).body;
    expect((await call("DELETE", `${path}/people/${id}`, { token })).status).toBe(403);
    const { id: viewer } = (await add(path, somebody(), "viewer")).body;
    const raised = await call("PATCH", `${path}/people/${viewer}`, { token, body: { role: "owner" } });
    expect(raised.body.code).toBe("insufficient_scope");
    const email = somebody();
    await add(path, email, "owner");
    const asOwner = await as(email);
    expect((await asOwner("POST", `${path}/people`, { email: somebody(), role: "owner" })).status).toBe(201);
    expect((await asOwner("POST", `${path}/api-keys`, { scopes: ["keys"] })).status).toBe(201);
  });

  test("is named by the audit, which finds what a person did, also once they are gone", async () => {
    const { path } = await newProgram();
    const email = somebody();
    await add(path, somebody(), "owner");
    const { id } = (await add(path, email, "marketing")).body;
    await (
      await as(email)
    )("POST", `${path}/promoters`, { memberId: "of-a-person" });
    await call("DELETE", `${path}/people/${id}`);
    const { data } = (await call("GET", `${path}/audit?actor=${id}`)).body;
    expect(data).toMatchObject([
      { actor: id, credential: id, person: email, operation: "createPromoter", outcome: "changed" },
    ]);
    const all = (await call("GET", `${path}/audit`)).body.data;
    expect(all.find((one: { operation: string }) => one.operation === "removePerson").person).toBeNull();
  });

  test("is told in the audit by whom they added, and with which role", async () => {
    const { path } = await newProgram();
    // Beyond one digit of the ids' base.
    const ids: string[] = [];
    for (let count = 0; count < 40; count += 1) {
      ids.push((await add(path, somebody(), "viewer")).body.id);
    }
    const id = ids.at(-1) ?? "";
    expect(id).toMatch(/^pe_[1-9a-z][0-9a-z]+$/);
    await call("PATCH", `${path}/people/${id}`, { body: { role: "finance" } });
    const { data } = (await call("GET", `${path}/audit?limit=41`)).body;
    expect(data.map((one: { subject: string }) => one.subject).toReversed()).toEqual([
      ...ids.map((one) => `${path}/people/${one}?role=viewer`),
      `${path}/people/${id}?role=finance`,
    ]);
  });

  test("has an id that nobody after them is given, once their row is gone", async () => {
    const { path } = await newProgram();
    const gone = (await add(path, somebody(), "viewer")).body.id;
    await call("DELETE", `${path}/people/${gone}`);
    await sweepPeople(env.CONFIG, Date.now() + 1);
    const next = (await add(path, somebody(), "viewer")).body.id;
    expect(next).not.toBe(gone);
  });
});
