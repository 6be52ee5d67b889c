/** Health is told as it is: by what the databases hold, to anyone, and cheaply however often it is asked. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createManagementApp } from "../../../worker/app/app.ts";
import { keepKnownObject } from "../../../worker/read-models/known-objects.tables.ts";
import { newProgram, OPERATOR } from "../../support/api-client.ts";
import { countStorage } from "../../support/api-storage-counter.ts";

beforeEach(() => {
  // A part that cannot serve is a line of the log.
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Asks an app that remembers nothing of earlier questions. */
function askerOf(present: Env) {
  const app = createManagementApp();
  return async (path: string, token?: string) => {
    const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const request = new Request(`http://tributary.test${path}`, { headers });
    const answer = await app.fetch(request, present, createExecutionContext());
    // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
    const body: any = await answer.json();
    return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body };
  };
}

function without(name: keyof Env, value: unknown): Env {
  return new Proxy(env, {
    get: (target, key) => (key === name ? value : (Reflect.get(target, key) as unknown)),
  });
}

/** As a database answers that was never migrated. */
const UNMIGRATED = {
  prepare: () => {
    throw new Error("D1_ERROR: no such table: d1_migrations: SQLITE_ERROR");
  },
};

test("with every migration in, health is ok and every part is ready", async () => {
  const ask = askerOf(env);
  expect(await ask("/healthz")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect((await ask("/readyz")).body).toEqual({
    status: "ok",
    parts: ["keys", "config", "links", "reports"],
  });
});

test.each([
  ["never migrated", UNMIGRATED],
  ["of other migrations", env.REPORTS],
])("a database %s keeps the service from being healthy, and is named", async (_, database) => {
  const ask = askerOf(without("LINKS", database));
  expect(await ask("/healthz")).toMatchObject({
    status: 503,
    retryAfter: "2",
    body: { code: "unavailable", detail: "not ready: links" },
  });
  expect(await ask("/readyz")).toMatchObject({
    status: 503,
    retryAfter: "2",
    body: { code: "unavailable", unready: [{ part: "links" }] },
  });
});

test("what went wrong is told to the operator alone", async () => {
  const ask = askerOf(without("LINKS", UNMIGRATED));
  for (const token of [undefined, "wrong", `${OPERATOR}x`]) {
    expect(JSON.stringify((await ask("/readyz", token)).body)).not.toContain("d1_migrations");
  }
  expect((await ask("/readyz", OPERATOR)).body.unready).toEqual([
    {
      part: "links",
      errors: [{ name: "Error", message: "D1_ERROR: no such table: d1_migrations: SQLITE_ERROR" }],
    },
  ]);
});

test("a key that is missing is a part that is not ready, and is told to nobody by its text", async () => {
  const ask = askerOf(without("DATA_KEY", ""));
  expect((await ask("/readyz")).body.unready).toEqual([{ part: "keys" }]);
  expect((await askerOf(without("ADMIN_TOKEN", ""))("/readyz")).body.unready).toEqual([{ part: "keys" }]);
});

test("a program is ready when its objects answer, and one that there is not is 404", async () => {
  const { id } = await newProgram();
  const journey = { programId: id, className: "journey", object: `${id}/0` } as const;
  await keepKnownObject(env.REPORTS, journey, Date.now());
  const ask = askerOf(env);
  expect((await ask(`/readyz?program=${id}`)).body.parts).toContain("program");
  expect(await ask("/readyz?program=no-such-program")).toMatchObject({
    status: 404,
    body: { code: "unknown_program" },
  });
  const broken = {
    getByName: () => {
      throw new Error("Durable Object is overloaded");
    },
  };
  const unready = await askerOf(without("JOURNEY", broken))(`/readyz?program=${id}`);
  expect([unready.status, unready.body.unready]).toEqual([503, [{ part: "program" }]]);
});

test("a database that does not answer is waited for a bounded time", { timeout: 20_000 }, async () => {
  const never = () => new Promise(() => {});
  const silent = { prepare: () => ({ bind: () => ({ all: never, raw: never, first: never, run: never }) }) };
  const ask = askerOf(without("CONFIG", silent));
  expect(await ask("/readyz", OPERATOR)).toMatchObject({
    status: 503,
    body: {
      unready: [{ part: "config", errors: [{ message: expect.stringMatching(/^no answer within/) }] }],
    },
  });
});

test("a success is believed for a second: a flood of questions asks the databases a few times", async () => {
  const counted = countStorage(env);
  const ask = askerOf(counted.env);
  const startedAtMs = Date.now();
  for (let index = 0; index < 200; index += 1) expect((await ask("/healthz")).status).toBe(200);
  const seconds = Math.ceil((Date.now() - startedAtMs + 1) / 1_000);
  expect(counted.uses()).toBeLessThanOrEqual(3 * (seconds + 1));
});
