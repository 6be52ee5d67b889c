import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { call, newProgram } from "../../support/api-client.ts";

const rules = (rateBps: number, more = "") => ({
  rules: [{ id: `base${more}`, scope: {}, levels: [{ level: 1, kind: "percentage", rateBps }] }],
});

/** Versions 2, 3, … of the rules, a second apart, as if they had been set one after the other. */
async function setOften(programId: string, versions: number, body: object): Promise<void> {
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      `WITH RECURSIVE counted (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM counted WHERE n < ?2)
       INSERT INTO rule_versions (program, version, effective_from_ms, rules)
       SELECT number, n, ?3 + n * 1000, ?4 FROM programs, counted WHERE id = ?1`,
    ).bind(programId, versions, Date.now() - 86_400_000, JSON.stringify(body)),
    env.CONFIG.prepare("UPDATE programs SET version = version + 1 WHERE id = ?").bind(programId),
  ]);
}

test("what a read of the configuration loads is bounded: beyond LIMITS.versionsInUse a change is refused", async () => {
  const { id, path } = await newProgram();
  await call("PUT", `${path}/commission-rules`, { body: rules(1) });
  await setOften(id, LIMITS.versionsInUse - 1, rules(2));
  const last = await call("PUT", `${path}/commission-rules`, { body: rules(3) });
  expect([last.status, last.body.version]).toEqual([200, LIMITS.versionsInUse]);
  const over = await call("PUT", `${path}/commission-rules`, { body: rules(4) });
  expect([over.status, over.body.code]).toEqual([409, "too_many_versions"]);
  const again = await call("PUT", `${path}/commission-rules`, { body: rules(3) });
  expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
  expect((await call("PATCH", path, { body: { settlement: { holdPeriod: "P1D" } } })).status).toBe(200);
  expect((await currentProgram(env, id))?.rules).toHaveLength(LIMITS.versionsInUse);
});

test("versions together hold no more than LIMITS.versionCharacters", async () => {
  const { id, path } = await newProgram();
  await call("PUT", `${path}/commission-rules`, { body: rules(1) });
  const [base] = rules(2).rules;
  const large = {
    rules: Array.from({ length: 200 }, (_, n) => ({ ...base, id: `${"x".repeat(100)}-${n}` })),
  };
  await setOften(id, Math.ceil(LIMITS.versionCharacters / JSON.stringify(large).length) + 1, large);
  const over = await call("PUT", `${path}/commission-rules`, { body: rules(4) });
  expect([over.status, over.body.code]).toEqual([409, "too_many_versions"]);
});
