/** A Worker that was deployed with what cannot work, or with other keys than its data was made with, says so and stops. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createManagementApp } from "../../../worker/app/app.ts";
import { verifyKeyMarks } from "../../../worker/deployment/key-marks.ts";
import { keyRing } from "../../../worker/platform/keys.ts";
import { call, newProgram, OPERATOR } from "../../support/api-client.ts";
import { type WatchedLog, watchLog } from "../../support/vitest/watch-log.ts";

const KEY = Buffer.alloc(32, 3).toString("base64");
const OTHER = Buffer.alloc(32, 4).toString("base64");

let log: WatchedLog;

beforeEach(() => {
  log = watchLog();
});

afterEach(() => {
  vi.restoreAllMocks();
});

function deployedWith(values: Partial<Record<keyof Env, unknown>>): Env {
  return new Proxy(env, {
    get: (target, key) => (key in values ? values[key as keyof Env] : Reflect.get(target, key)) as unknown,
  });
}

/** Asks an isolate that has looked at nothing yet. */
function isolateOf(deployed: Env) {
  const app = createManagementApp();
  return async (path: string, origin = "https://tributary.test") => {
    const headers = { authorization: `Bearer ${OPERATOR}` };
    const request = new Request(`${origin}${path}`, { headers });
    const answer = await app.fetch(request, deployed, createExecutionContext());
    // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
    const body: any = await answer.json();
    return { status: answer.status, code: body.code, detail: body.detail, unready: body.unready };
  };
}

test.each([
  ["ADMIN_HOST", "https://tributary.test"],
  ["ADMIN_TOKEN", "my token"],
  ["ADMIN_TOKEN", "short"],
  ["SHARE_ORIGIN", "go.shop.example"],
  ["FIRST_PARTY_PREFIX", "tby"],
  ["TOKEN_KEYS", `1:${KEY},1:${OTHER}`],
  ["UPSTASH_REDIS_REST_URL", "redis:6379"],
] as const)(
  "deployed with %s = %s, every call is answered 503 by its name, and the log says it once",
  async (name, value) => {
    const ask = isolateOf(deployedWith({ [name]: value }));
    expect(await ask("/v1/programs")).toMatchObject({ status: 503, code: "not_configured" });
    expect((await ask("/v1/programs")).detail).toContain(name);
    expect(log.told("deployment_refused")).not.toEqual([]);
    expect((await ask("/readyz")).unready).toMatchObject([{ part: "keys" }]);
  },
);

test("a short token serves where this machine alone can ask", async () => {
  const ask = isolateOf(deployedWith({ ADMIN_TOKEN: "short" }));
  expect(await ask("/v1/programs", "http://127.0.0.1:8787")).toMatchObject({ status: 401 });
});

test.each([
  ["CHECK_KEY", KEY, "CHECK_KEY is not the key"],
  ["DATA_KEY", `1:${KEY}`, "DATA_KEY has another key under the id 1"],
  ["DATA_KEY", `2:${KEY}`, "DATA_KEY lacks the key 1"],
  ["TOKEN_KEYS", `1:${KEY}`, "TOKEN_KEYS has another key under the id 1"],
] as const)(
  "%s that data was not made with is refused, and health names the keys",
  async (name, value, says) => {
    await newProgram();
    const ask = isolateOf(deployedWith({ [name]: value }));
    expect((await ask("/v1/programs")).detail).toContain(says);
    expect(await ask("/v1/programs")).toMatchObject({ status: 503, code: "not_configured" });
    expect((await ask("/readyz")).unready).toMatchObject([{ part: "keys" }]);
  },
);

test("a key that is added and then put first is taken, and what the former made stays readable", async () => {
  await newProgram();
  const { DATA_KEY, TOKEN_KEYS } = env;
  const steps = [
    { DATA_KEY: `${DATA_KEY},7:${KEY}`, TOKEN_KEYS: `${TOKEN_KEYS},7:${KEY}` },
    { DATA_KEY: `7:${KEY},${DATA_KEY}`, TOKEN_KEYS: `7:${KEY},${TOKEN_KEYS}` },
    { DATA_KEY: `${DATA_KEY},7:${KEY}`, TOKEN_KEYS },
  ];
  for (const step of steps) {
    expect(await isolateOf(deployedWith(step))("/v1/programs")).toMatchObject({ status: 200 });
  }
  // What key 7 sealed meanwhile could not be read without it.
  await env.CONFIG.prepare("DELETE FROM key_marks WHERE key IN ('data:7', 'token:7')").run();
});

test("data without marks proves its keys by a secret that it holds", async () => {
  const { id } = await newProgram();
  await env.CONFIG.prepare("DELETE FROM key_marks").run();
  const wrong = keyRing({ ...secretsOf(), DATA_KEY: `1:${KEY}` });
  await expect(verifyKeyMarks(env.CONFIG, wrong, Date.now())).rejects.toThrow("DATA_KEY has another key");
  await verifyKeyMarks(env.CONFIG, keyRing(secretsOf()), Date.now());
  const { results } = await env.CONFIG.prepare("SELECT key FROM key_marks ORDER BY key").all();
  expect(results).toEqual([{ key: "check" }, { key: "data:1" }, { key: "token:1" }]);
  expect((await call("GET", `/v1/programs/${id}`)).status).toBe(200);
});

test("a database that does not answer about marks refuses nobody", async () => {
  const broken = {
    prepare: () => {
      throw new Error("D1_ERROR: Network connection lost");
    },
  };
  const ask = isolateOf(deployedWith({ CONFIG: broken }));
  expect(await ask("/openapi.json")).toMatchObject({ status: 200 });
  expect(log.told("key_marks_not_read")).not.toEqual([]);
});

function secretsOf() {
  const { TOKEN_KEYS, CHECK_KEY, DATA_KEY } = env;
  return { TOKEN_KEYS, CHECK_KEY, DATA_KEY };
}
