/** A start whose migration fails is refused in words, changes nothing, and the version before serves what was there. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { copiedProject } from "../../support/copied-project.ts";
import {
  ADMIN_TOKEN,
  refusedStart,
  runService,
  type RunningService,
  temporaryStateDirectory,
} from "../../support/service.ts";

const state = temporaryStateDirectory();
const broken = copiedProject();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
  broken.remove();
});

async function programs(method: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const answer = await fetch(`${running?.url}/v1/programs`, init);
  return await answer.json();
}

test("a migration that fails half-way is named, and the version before goes on with all that was there", async () => {
  running = await runService("start", state.path);
  await programs("POST", { id: "before", name: "Before", currency: "CNY" });
  expect(await running.stop()).toBe(0);
  const sql = "ALTER TABLE programs ADD COLUMN more TEXT;\nALTER TABLE no_such_table ADD COLUMN more TEXT;\n";
  writeFileSync(join(broken.path, "migrations/config/9999_broken.sql"), sql);
  for (let turn = 0; turn < 2; turn += 1) {
    const { code, said } = await refusedStart(state.path, {}, broken.path);
    expect(code).toBe(1);
    // The second start finds the column as missing as the first did.
    expect(said).toMatch(/migration 9999_broken\.sql failed, and nothing of it was changed: .*no_such_table/);
  }
  running = await runService("start", state.path);
  expect(await programs("GET")).toMatchObject({ data: [{ id: "before" }] });
});
