/**
 * What the image runs starts in a clean folder with production files alone, and does the main job there. A tap, an order, a
 * wallet, a stop after which all of it is there, and a backup from which another service goes on.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Merchant } from "../support/merchant.ts";
import { copyProductionFiles } from "./production-files.ts";
import { ADMIN_TOKEN, runBuiltService, type RunningService, temporaryDirectory } from "../support/service.ts";
import { clicksCounted, tap } from "./traffic/taps.ts";

const folder = temporaryDirectory();
const state = temporaryDirectory();
const other = temporaryDirectory();
let running: RunningService | undefined;

beforeAll(async () => {
  await copyProductionFiles(folder.path, inject("builtWorker"));
});

afterAll(async () => {
  await running?.kill();
  folder.remove();
  state.remove();
  other.remove();
});

/** Runs a command of the image on a state directory. */
function runBuilt(command: "backup" | "restore", stateDirectory: string, backup: string): void {
  const env = { ...process.env, STATE_DIR: stateDirectory };
  execFileSync(process.execPath, [`dist/service/${command}.mjs`, backup], { cwd: folder.path, env });
}

test("production files alone start, serve the main job, and have it after a restart", async () => {
  for (const tool of ["wrangler", "esbuild", "typescript", "vitest"]) {
    expect(existsSync(join(folder.path, "node_modules", tool))).toBe(false);
  }
  running = await runBuiltService(folder.path, state.path);
  const shop = await Merchant.open(running.url, { allowedHosts: ["shop.example"] });
  const wei = await shop.promoter("wei", "https://shop.example/tea");
  const { status, token } = await tap(`${running.url}/s/${wei.slug}`);
  expect(status).toBe(302);
  const made = await shop.order({ orderId: "A1", clickToken: token });
  expect([made.status, made.attribution.credits]).toMatchObject(["accepted", [{ promoterId: wei.id }]]);
  expect(await running.stop()).toBe(0);

  running = await runBuiltService(folder.path, state.path);
  let { url } = running;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expect.poll(async () => await clicksCounted(url)).toBe(1);
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const wallet = async () =>
    await (await fetch(`${url}/v1/programs/${shop.id}/promoters/${wei.id}/wallet`, { headers })).json();
  await expect.poll(wallet).toMatchObject({ pending: 1_000 });

  // From a backup of the running service, in another place.
  const backup = join(state.path, "backups", "first");
  runBuilt("backup", state.path, backup);
  expect(await running.stop()).toBe(0);
  runBuilt("restore", other.path, backup);
  running = await runBuiltService(folder.path, other.path);
  url = running.url;
  await expect.poll(wallet).toMatchObject({ pending: 1_000 });
  const there = shop.at(url);
  expect((await there.order({ orderId: "A1", clickToken: token })).status).toBe("duplicate");
  expect((await there.order({ orderId: "A2", clickToken: token })).status).toBe("accepted");
  await expect.poll(wallet).toMatchObject({ pending: 2_000 });
});
