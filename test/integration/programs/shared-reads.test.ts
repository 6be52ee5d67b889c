/** What many requests and many programs cost the configuration database, and what copies of it may answer. */
import { untilItCounts } from "../../../worker/configuration/trusted-versions.ts";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { readEdgeProgram } from "../../../worker/configuration/edge-program.tables.ts";
import { nearbyFirst } from "../../../worker/platform/nearby.ts";
import { call, newProgram } from "../../support/api-client.ts";

/** The databases, and how often the configuration was asked. */
function counting(): { readonly env: Env; asked(): number } {
  let asked = 0;
  const config = new Proxy(env.CONFIG, {
    get(target, key) {
      if (key === "prepare") asked += 1;
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  const counted = new Proxy(env, {
    get: (target, key) => (key === "CONFIG" ? config : (Reflect.get(target, key) as unknown)),
  });
  return { env: counted, asked: () => asked };
}

test("five hundred requests at once for many programs read the configuration twice, and not once each", async () => {
  const made: { readonly id: string }[] = [];
  for (let program = 0; program < 5; program += 1) made.push(await newProgram());
  const counted = counting();
  for (const { id } of made) await currentProgram(counted.env, id);
  await untilItCounts();
  const before = counted.asked();
  const asked = Array.from({ length: 500 }, async (_, index) => {
    const id = made[index % made.length]?.id ?? "";
    expect((await currentProgram(counted.env, id))?.id).toBe(id);
  });
  await Promise.all(asked);
  expect(counted.asked() - before).toBe(2);
});

test("a change that was answered is known to whoever asks from then on, in the midst of others' questions", async () => {
  const { id, path } = await newProgram();
  await currentProgram(env, id);
  for (let change = 1; change <= 5; change += 1) {
    const others = Array.from({ length: 50 }, async () => await currentProgram(env, id));
    await call("PATCH", path, { body: { settlement: { holdPeriod: `P${change}D` } } });
    const seen = await Promise.all(Array.from({ length: 50 }, async () => await currentProgram(env, id)));
    for (const program of seen) {
      expect(program?.settings.at(-1)?.value.settlement.holdPeriodMs).toBe(change * 86_400_000);
    }
    await Promise.all(others);
  }
});

test("a copy of the database answers as the database does, and what it does not know yet is asked there", async () => {
  const { id } = await newProgram();
  const read = async (db: D1Database) => await readEdgeProgram(db, id);
  expect(await nearbyFirst(env.CONFIG, read)).toEqual(await read(env.CONFIG));
  const asked: string[] = [];
  const found = await nearbyFirst(env.CONFIG, async (db) => {
    asked.push(db === env.CONFIG ? "database" : "copy");
    return db === env.CONFIG ? "found" : null;
  });
  expect([found, asked]).toEqual(["found", ["copy", "database"]]);
});
