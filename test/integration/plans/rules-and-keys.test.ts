import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import { activeSecrets } from "../../../worker/configuration/program-secrets.ts";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { call, newProgram } from "../../support/api-client.ts";

const percent = (level: number, rateBps: number) => ({ level, kind: "percentage", rateBps });
const rule = (id: string, ...levels: object[]) => ({ id, levels });

/** Gives a program so many keys, which nobody knows. */
async function addKeys(path: string, count: number): Promise<void> {
  const program = path.split("/")[3];
  const statements = Array.from({ length: count }, (_, index) =>
    env.CONFIG.prepare(
      `INSERT INTO api_keys (program, name, hash, created_at_ms)
       SELECT number, 'filler', printf('%064d', number * 1000 + ?), 0 FROM programs WHERE id = ?`,
    ).bind(index, program),
  );
  await env.CONFIG.batch([
    ...statements,
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(program),
  ]);
  await untilItCounts();
}

describe("commission rules", () => {
  test("the first rules count from the beginning, later ones from when they were set", async () => {
    const { path } = await newProgram();
    expect((await call("GET", `${path}/commission-rules`)).body).toMatchObject({ version: 0, rules: [] });
    const first = { rules: [rule("base", percent(1, 1000), percent(2, 500))] };
    const set = await call("PUT", `${path}/commission-rules`, { body: first });
    expect(set.status).toBe(200);
    expect(set.body).toMatchObject({
      version: 1,
      effectiveFrom: "1970-01-01T00:00:00.000Z",
      rules: [{ id: "base", priority: 0, customers: "all", scope: {} }],
    });
    const second = await call("PUT", `${path}/commission-rules`, { body: { rules: [] } });
    expect(second.body).toMatchObject({ version: 2, rules: [] });
    expect((await call("GET", `${path}/commission-rules?version=1`)).body.rules).toHaveLength(1);
    const early = await call("GET", `${path}/commission-rules?at=2020-01-01T00:00:00Z`);
    expect(early.body.version).toBe(1);
    expect((await call("GET", `${path}/commission-rules?version=9`)).status).toBe(404);
    const config = await currentProgram(env, path.split("/")[3] ?? "");
    expect(config?.rules.map((version) => version.version)).toEqual([1, 2]);
  });

  test("the same rules set again make no version", async () => {
    const { path } = await newProgram();
    const body = { rules: [rule("base", percent(1, 1000))] };
    await call("PUT", `${path}/commission-rules`, { body });
    const again = await call("PUT", `${path}/commission-rules`, { body });
    expect([again.body.version, again.headers.get("idempotent-replay")]).toEqual([1, "true"]);
    const tiers = { tiers: [{ name: "only", fromSales: 0 }], review: "never" };
    const first = await call("PUT", `${path}/tiers`, { body: tiers });
    const second = await call("PUT", `${path}/tiers`, { body: tiers });
    expect([first.body.version, first.headers.get("idempotent-replay")]).toEqual([1, null]);
    expect([second.body.version, second.headers.get("idempotent-replay")]).toEqual([1, "true"]);
  });

  test.each([
    ["cap_exceeded", "rules[0].levels", [rule("a", percent(1, 2000), percent(2, 1001))]],
    ["invalid_rules", "rules[0].levels[0].level", [rule("a", percent(3, 100))]],
    ["invalid_rules", "rules[0].levels[1].level", [rule("a", percent(1, 100), percent(1, 200))]],
    [
      "invalid_rules",
      "rules[1].id",
      [rule("a", percent(1, 1)), { ...rule("a", percent(1, 1)), priority: 1 }],
    ],
    ["invalid_rules", "rules[1].scope", [rule("a", percent(1, 1)), rule("b", percent(1, 2))]],
    [
      "invalid_rules",
      "rules[0].validTo",
      [
        {
          ...rule("a", percent(1, 1)),
          validFrom: "2026-02-01T00:00:00Z",
          validTo: "2026-01-01T00:00:00Z",
        },
      ],
    ],
    ["invalid_rules", "rules[0].levels[0].min", [rule("a", { ...percent(1, 1), min: 5, max: 4 })]],
    [
      "amount_out_of_range",
      "rules[0].levels[0].amount",
      [rule("a", { level: 1, kind: "fixed", amount: -1 })],
    ],
    ["invalid_body", "rules[0].levels[0].rateBps", [rule("a", percent(1, 10.5))]],
    ["invalid_body", "rules[0].surprise", [{ ...rule("a", percent(1, 1)), surprise: true }]],
  ])("rules are refused with %s at %s", async (code, at, rules) => {
    const { path } = await newProgram();
    const answer = await call("PUT", `${path}/commission-rules`, { body: { rules } });
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(answer.body.errors[0].path).toBe(at);
    expect((await call("GET", `${path}/commission-rules`)).body.version).toBe(0);
  });

  test("rules of equal rank and scope stand where their times do not meet", async () => {
    const { path } = await newProgram();
    const turn = "2026-06-01T00:00:00Z";
    const rules = [
      { ...rule("a", percent(1, 1)), validTo: turn },
      { ...rule("b", percent(1, 2)), validFrom: turn },
    ];
    expect((await call("PUT", `${path}/commission-rules`, { body: { rules } })).status).toBe(200);
  });

  test("more rules than a set may hold are refused", async () => {
    const { path } = await newProgram();
    const rules = Array.from({ length: LIMITS.rulesPerSet + 1 }, (_, index) => ({
      ...rule(`r${index}`, percent(1, 1)),
      priority: index,
    }));
    expect((await call("PUT", `${path}/commission-rules`, { body: { rules } })).status).toBe(422);
    rules.pop();
    expect((await call("PUT", `${path}/commission-rules`, { body: { rules } })).status).toBe(200);
  });

  test("a cap is not lowered below what the rules can sum to", async () => {
    const { path } = await newProgram();
    await call("PUT", `${path}/commission-rules`, { body: { rules: [rule("a", percent(1, 2500))] } });
    const answer = await call("PATCH", path, { body: { commission: { capBps: 2499 } } });
    expect([answer.status, answer.body.code]).toEqual([422, "cap_exceeded"]);
  });
});

describe("API keys", () => {
  test("a key works until it is revoked, and is refused from the next call on", async () => {
    const { path } = await newProgram();
    const made = await call("POST", `${path}/api-keys`, {
      body: { name: "checkout", scopes: ["read", "keys"] },
    });
    expect(made.status).toBe(201);
    const token: string = made.body.key;
    expect((await call("GET", path, { token })).status).toBe(200);
    const listed = await call("GET", `${path}/api-keys`, { token });
    expect(listed.body.data.map((key: { name: string }) => key.name)).toEqual(["first", "checkout"]);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    expect((await call("DELETE", `${path}/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await call("GET", path, { token })).status).toBe(401);
    expect((await call("DELETE", `${path}/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await call("DELETE", `${path}/api-keys/ak_zzz`)).status).toBe(404);
    expect((await call("DELETE", `${path}/api-keys/nonsense`)).status).toBe(404);
  });

  test("a creation repeated under its Idempotency-Key makes one key and shows its text once", async () => {
    const { path } = await newProgram();
    const headers = { "Idempotency-Key": "deploy-1" };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call("POST", `${path}/api-keys`, { headers, body: { name: "ci" } })),
    );
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replay") === "true")).toHaveLength(9);
    expect(answers.filter((answer) => "key" in answer.body)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    const other = await call("POST", `${path}/api-keys`, { headers, body: { name: "other" } });
    expect([other.status, other.body.code]).toEqual([409, "idempotency_conflict"]);
    expect((await call("GET", `${path}/api-keys`)).body.data).toHaveLength(2);
  });

  test("a program holds no more keys than its bound", async () => {
    const { path } = await newProgram();
    await addKeys(path, LIMITS.apiKeysPerProgram - 1);
    const answer = await call("POST", `${path}/api-keys`, { body: {} });
    expect([answer.status, answer.body.code]).toEqual([422, "too_many_keys"]);
  });

  test("the repeat of what reached the bound is answered, and what is refused leaves its key free", async () => {
    const { path, id } = await newProgram();
    const send = (route: string, key: string, body: object = {}) =>
      call("POST", `${path}/${route}`, { body, headers: { "Idempotency-Key": key } });
    await addKeys(path, LIMITS.apiKeysPerProgram - 2);
    expect((await send("api-keys", "last")).status).toBe(201);
    const again = await send("api-keys", "last");
    expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
    expect((await send("api-keys", "last", { name: "x" })).body.code).toBe("idempotency_conflict");
    expect((await send("api-keys", "over")).body.code).toBe("too_many_keys");
    const stored = await call("DELETE", `${path}/api-keys/${again.body.id}`);
    expect([stored.status, (await send("api-keys", "over")).status]).toEqual([204, 201]);
    const rotations = ["r1", "r2", "r3", "r4"];
    for (const key of rotations) expect((await send("identify-secrets", key)).status).toBe(201);
    expect((await send("identify-secrets", "r5")).body.code).toBe("too_many_keys");
    expect((await send("identify-secrets", "r4")).status).toBe(200);
    expect((await currentProgram(env, id))?.secrets).toHaveLength(6);
  });
});

describe("secrets", () => {
  test("a rotated secret counts at once, the old one until it expires, and neither is stored readable", async () => {
    const { path, id } = await newProgram();
    const before = await currentProgram(env, id);
    const rotated = await call("POST", `${path}/sources/standard/secrets`, { body: {} });
    expect(rotated.status).toBe(201);
    const after = await currentProgram(env, id);
    if (before === null || after === null) throw new Error("the program is there");
    const ring = keyRing(env);
    const now = Date.now();
    const valid = activeSecrets(ring, after, "standard", now);
    expect(valid).toEqual([rotated.body.secret, ...activeSecrets(ring, before, "standard", now)]);
    expect(rotated.body.expiresAt).toBe(rotated.body.oldSecretExpiresAt);
    const expiry = Date.parse(rotated.body.oldSecretExpiresAt);
    expect(activeSecrets(ring, after, "standard", expiry)).toEqual([rotated.body.secret]);
    expect(JSON.stringify(after.secrets)).not.toContain(rotated.body.secret);
    expect(activeSecrets(ring, { ...after, id: "another" }, "standard", now)).toEqual([]);
  });

  test("a merchant's own secret is taken, in the form that its source has; other sources are not there", async () => {
    const { path, id } = await newProgram();
    const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
    const own = await call("POST", `${path}/sources/standard/secrets`, { body: { secret } });
    expect([own.status, own.body.secret]).toEqual([201, secret]);
    const bad = await call("POST", `${path}/sources/standard/secrets`, { body: { secret: "whsec_short" } });
    expect([bad.status, bad.body.code]).toEqual([422, "invalid_body"]);
    for (const unknown of ["unheard-of", "paypal", "identify", "toString"]) {
      expect((await call("POST", `${path}/sources/${unknown}/secrets`, { body: {} })).status).toBe(404);
      const webhook = await call("POST", `/webhooks/${id}/${unknown}`, { token: null, body: {} });
      expect([webhook.status, webhook.body.code]).toEqual([404, "not_found"]);
    }
    expect((await call("POST", `${path}/identify-secrets`, { body: {} })).status).toBe(201);
  });

  test("a second sender's secret leaves the one before as it is, and a leak ends every secret before", async () => {
    const { path, id } = await newProgram();
    const rotate = async (body: object, headers = {}) =>
      await call("POST", `${path}/sources/custom/secrets`, { body, headers });
    const validAt = async (atMs: number) => {
      const config = await currentProgram(env, id);
      return config === null ? [] : activeSecrets(keyRing(env), config, "custom", atMs);
    };
    const inAYear = Date.now() + 365 * 86_400_000;
    const first = (await rotate({})).body.secret;
    const kept = { "Idempotency-Key": "second-sender" };
    const second = await rotate({ expiresAt: null }, kept);
    expect([second.status, second.body.oldSecretExpiresAt, second.body.expiresAt]).toEqual([201, null, null]);
    expect((await rotate({ expiresAt: null }, kept)).body).toMatchObject({ oldSecretExpiresAt: null });
    expect(await validAt(inAYear)).toEqual([second.body.secret, first]);
    const third = (await rotate({})).body.secret;
    expect(await validAt(Date.now())).toEqual([third, second.body.secret, first]);
    expect(await validAt(inAYear)).toEqual([third]);
    // As many as may be valid at once: a leak is ended all the same.
    for (let more = 0; more < 2; more += 1) expect((await rotate({})).status).toBe(201);
    expect((await rotate({})).body.code).toBe("too_many_keys");
    const last = (await rotate({ expiresAt: new Date(Date.now() - 1_000).toISOString() })).body.secret;
    expect(await validAt(Date.now())).toEqual([last]);
  });

  test("secrets that end at once may be rotated without end; those that live on are bounded", async () => {
    const { path } = await newProgram();
    for (let round = 0; round < 8; round += 1) {
      const body = { expiresAt: new Date().toISOString() };
      expect((await call("POST", `${path}/sources/standard/secrets`, { body })).status).toBe(201);
    }
    const codes: unknown[] = [];
    for (let round = 0; round < 6; round += 1) {
      codes.push((await call("POST", `${path}/identify-secrets`, { body: {} })).body.code);
    }
    expect(codes.filter((code) => code === "too_many_keys")).toHaveLength(2);
  });

  test("a rotation repeated under its Idempotency-Key rotates once", async () => {
    const { path, id } = await newProgram();
    const headers = { "Idempotency-Key": "rotate-1" };
    const first = await call("POST", `${path}/identify-secrets`, { headers, body: {} });
    const again = await call("POST", `${path}/identify-secrets`, { headers, body: {} });
    expect([first.status, again.status]).toEqual([201, 200]);
    const { secret: _, ...without } = first.body;
    expect(again.body).toEqual(without);
    const config = await currentProgram(env, id);
    expect(config?.secrets.filter((secret) => secret.source === "identify")).toHaveLength(2);
  });
});
