import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { currentProgram } from "../../worker/db/current-program.ts";
import { readEdgeProgram } from "../../worker/db/edge-program.ts";
import { readProgramConfig } from "../../worker/db/program-config.ts";
import { call, newProgram } from "../support/api-client.ts";

interface Watched {
  readonly env: Env;
  readonly statements: string[];
  fail: boolean;
}

/** A configuration database that tells what it was asked, and can be made to fail. */
function watch(): Watched {
  const statements: string[] = [];
  const watched: Watched = { env, statements, fail: false };
  const config = new Proxy(env.CONFIG, {
    get(target, key) {
      if (key === "prepare" || key === "batch") {
        return (argument: never) => {
          if (watched.fail) throw new Error("D1_ERROR: the database is out");
          if (key === "prepare") statements.push(argument);
          return (target[key] as (given: never) => unknown).call(target, argument);
        };
      }
      return Reflect.get(target, key) as unknown;
    },
  });
  const proxied = new Proxy(env, {
    get: (target, key) => (key === "CONFIG" ? config : (Reflect.get(target, key) as unknown)),
  });
  return Object.assign(watched, { env: proxied });
}

test("a program that this isolate knows costs one read of its version", async () => {
  const { id } = await newProgram();
  const watched = watch();
  const first = await currentProgram(watched.env, id);
  watched.statements.length = 0;
  expect(await currentProgram(watched.env, id)).toBe(first);
  expect(watched.statements).toEqual(["SELECT version FROM programs WHERE id = ?1"]);
});

test("a change made elsewhere is seen by the next call", async () => {
  const { id, path } = await newProgram();
  const before = await currentProgram(env, id);
  await call("PATCH", path, { body: { settlement: { holdPeriod: "P1D" } } });
  const after = await currentProgram(env, id);
  expect(after?.settings.map((version) => version.value.settlement.holdPeriodMs)).toEqual([
    7 * 86_400_000,
    86_400_000,
  ]);
  expect(after?.version).toBe((before?.version ?? 0) + 1);
  expect(await readProgramConfig(env, id)).toEqual(after);
});

test("while the database fails a known program goes on, an unknown one is 503, and management answers 503", async () => {
  const { id, path } = await newProgram();
  const watched = watch();
  const known = await currentProgram(watched.env, id);
  watched.fail = true;
  expect(await currentProgram(watched.env, id)).toBe(known);
  await expect(currentProgram(watched.env, "never-asked-for", "proved")).rejects.toMatchObject({
    code: "unavailable",
  });
  const answer = await call("PATCH", path, { body: { name: "x" }, env: watched.env });
  expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
  expect(answer.headers.get("retry-after")).not.toBeNull();
  expect((await call("GET", "/healthz", { env: watched.env })).status).toBe(503);
});

test("5,000 guessed program names make no storage call beyond the budget, and known programs go on", async () => {
  const { id } = await newProgram();
  const watched = watch();
  await currentProgram(watched.env, id);
  watched.statements.length = 0;
  let refused = 0;
  for (let index = 0; index < 5_000; index += 1) {
    const answer = await currentProgram(watched.env, `guess-${index}`).catch(() => "unavailable");
    refused += answer === "unavailable" ? 1 : 0;
  }
  const looked = watched.statements.filter((statement) =>
    statement.includes("SELECT * FROM programs"),
  ).length;
  expect(looked).toBeLessThan(150);
  expect(refused).toBe(5_000 - looked);
  expect(await currentProgram(watched.env, id)).not.toBeNull();
});

test("a name that was guessed before its program was made is found once it is made", async () => {
  const id = `early-${crypto.randomUUID().slice(0, 8)}`;
  await currentProgram(env, id).catch(() => null);
  const made = await call("POST", "/v1/programs", { body: { id, name: "Early", currency: "CNY" } });
  expect(made.status).toBe(201);
  expect(await currentProgram(env, id)).toMatchObject({ id });
});

test("the edge reads a program's newest settings in one read", async () => {
  const { id, path } = await newProgram({ allowedHosts: ["shop.example"] });
  await call("PATCH", path, {
    body: { attribution: { clickLookback: "P1D" }, privacy: { honorGpc: false } },
  });
  const watched = watch();
  const program = await currentProgram(env, id);
  expect(await readEdgeProgram(watched.env, id)).toEqual({
    id,
    number: program?.number,
    slotKey: program?.slotKey,
    objects: program?.objects,
    currency: "CNY",
    secrets: program?.secrets.filter((secret) => secret.source === "identify"),
    acceptPixelToken: false,
    allowedHosts: ["shop.example"],
    clickLookbackMs: 86_400_000,
    impressionLookbackMs: 0,
    honorGpc: false,
  });
  expect(watched.statements).toHaveLength(1);
  expect(await readEdgeProgram(env, "no-such-program")).toBeNull();
});
