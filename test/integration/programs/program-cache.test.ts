import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { currentProgram, programAsStored } from "../../../worker/configuration/current-program.ts";
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { readEdgeProgram } from "../../../worker/configuration/edge-program.tables.ts";
import { readProgramConfig } from "../../../worker/configuration/program-config.tables.ts";
import { call, newProgram } from "../../support/api-client.ts";
import { watch } from "../../support/storage/watched-config.ts";

const VERSIONS =
  'select "id", "version" from "programs" where "programs"."id" IN (SELECT value FROM json_each(?))';

test("a program that this isolate knows costs a read of its version now and then, and calls within moments none", async () => {
  const { id } = await newProgram();
  const watched = watch();
  const first = await currentProgram(watched.env, id);
  await untilItCounts();
  watched.statements.length = 0;
  for (let call = 0; call < 200; call += 1) expect(await currentProgram(watched.env, id)).toBe(first);
  expect(new Set(watched.statements)).toEqual(new Set([VERSIONS]));
  // As often as a busy machine takes moments for them.
  expect(watched.statements.length).toBeLessThan(50);
});

test("of a program that is asked for all the time the version is read ahead, and nobody waits for it", async () => {
  const { id } = await newProgram();
  const watched = watch();
  // On a busy machine the version may be trusted no more when it is asked for.
  const askedInTime = async () => {
    await currentProgram(watched.env, id);
    watched.statements.length = 0;
    await scheduler.wait(30);
    let isAnswered = false;
    const asked = currentProgram(watched.env, id).then(() => (isAnswered = true));
    await Promise.resolve().then(() => undefined);
    const seen = [isAnswered, ...watched.statements];
    await asked;
    return seen;
  };
  await expect.poll(askedInTime, { timeout: 20_000 }).toEqual([true, VERSIONS]);
});

test("whoever changes a program has its version read, trusted or not", async () => {
  const { id } = await newProgram();
  const watched = watch();
  await currentProgram(watched.env, id);
  await currentProgram(watched.env, id);
  watched.statements.length = 0;
  await programAsStored(watched.env, id);
  expect(watched.statements).toEqual([VERSIONS]);
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
  expect(after?.version).toBeGreaterThan(before?.version ?? 0);
  expect(await readProgramConfig(env, id)).toEqual(after);
});

test("after the configuration was put back, the next change is seen by an isolate that knew what was lost", async () => {
  const { id, path } = await newProgram();
  const hold = async (holdPeriod: string) => {
    await call("PATCH", path, { body: { settlement: { holdPeriod } } });
    return (await currentProgram(env, id))?.settings.at(-1)?.value.settlement.holdPeriodMs;
  };
  const before = await currentProgram(env, id);
  expect(await hold("P1D")).toBe(86_400_000);
  // Put back to before that change.
  await env.CONFIG.batch([
    env.CONFIG.prepare("DELETE FROM settings_versions WHERE program = ? AND version = 2").bind(
      before?.number,
    ),
    env.CONFIG.prepare("UPDATE programs SET version = ? WHERE id = ?").bind(before?.version, id),
  ]);
  expect(await hold("P2D")).toBe(2 * 86_400_000);
});

test("while the database fails a known program goes on, an unknown one is 503, and management answers 503", async () => {
  const { id, path } = await newProgram();
  const watched = watch();
  const known = await currentProgram(watched.env, id);
  watched.fail = true;
  await untilItCounts();
  expect(await currentProgram(watched.env, id)).toEqual({ ...known, isChecked: false });
  await expect(currentProgram(watched.env, "never-asked-for", "proved")).rejects.toMatchObject({
    code: "unavailable",
  });
  const answer = await call("PATCH", path, { body: { name: "x" }, env: watched.env });
  expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
  expect(answer.headers.get("retry-after")).not.toBeNull();
  expect((await call("GET", "/healthz", { env: watched.env })).status).toBe(503);
});

test("5,000 guessed program names make no storage call beyond the budget, and programs go on, known here or not", async () => {
  const { id } = await newProgram();
  const watched = watch();
  await currentProgram(watched.env, id);
  watched.statements.length = 0;
  const real: string[] = [];
  for (let index = 0; index < 5_000; index += 1) {
    expect(await currentProgram(watched.env, `guess-${index}`)).toBeNull();
    if (index % 1_000 === 0) real.push(await insertedElsewhere());
  }
  const looked = watched.statements.filter((text) => text.startsWith('select "number", "id", "name"')).length;
  const listed = watched.statements.filter((text) => text.includes('"programs"."number" > ?')).length;
  expect(Math.min(looked, listed)).toBeGreaterThan(0);
  expect(looked).toBeLessThan(150);
  expect(listed).toBeLessThan(60);
  expect(await currentProgram(watched.env, id)).not.toBeNull();
  for (const name of real) {
    const amidGuesses = async () => {
      for (let guess = 0; guess < 20; guess += 1) await currentProgram(env, `${name}-${guess}`);
      return currentProgram(env, name);
    };
    await expect.poll(amidGuesses, { timeout: 3_000 }).toMatchObject({ id: name });
  }
});

/** A program that another isolate made: this one is told nothing of it. */
async function insertedElsewhere(): Promise<string> {
  const id = `elsewhere-${crypto.randomUUID().slice(0, 8)}`;
  await env.CONFIG.batch([
    env.CONFIG.prepare(
      `INSERT INTO programs (id, slot_key, name, currency, timezone, created_at_ms)
       VALUES (?, 'c2xvdA==', 'Elsewhere', 'CNY', 'UTC', 0)`,
    ).bind(id),
    env.CONFIG.prepare(
      `INSERT INTO settings_versions (program, version, effective_from_ms, settings)
       SELECT number, 1, 0, '{}' FROM programs WHERE id = ?`,
    ).bind(id),
  ]);
  return id;
}

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
  expect(await readEdgeProgram(watched.env.CONFIG, id)).toEqual({
    id,
    number: program?.number,
    slotKey: program?.slotKey,
    objects: program?.objects,
    region: null,
    journeyMap: null,
    currency: "CNY",
    secrets: program?.secrets.filter((secret) => secret.source === "identify"),
    acceptPixelToken: false,
    acceptUndatedProofs: false,
    allowedHosts: ["shop.example"],
    homeUrl: null,
    clickLookbackMs: 86_400_000,
    impressionLookbackMs: 0,
    honorGpc: false,
  });
  expect(watched.statements).toHaveLength(1);
  expect(await readEdgeProgram(env.CONFIG, "no-such-program")).toBeNull();
});
