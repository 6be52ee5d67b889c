/**
 * What the image runs starts in a clean folder with production files alone, and does the main job there: a tap, an order, a
 * wallet, and a stop after which all of it is there.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { Merchant } from "../support/merchant.ts";
import { copyProductionFiles } from "./production-files.ts";
import { ADMIN_TOKEN, runBuiltService, type RunningService, temporaryDirectory } from "../support/service.ts";
import { clicksCounted, tap } from "./taps.ts";

const folder = temporaryDirectory();
const state = temporaryDirectory();
let running: RunningService | undefined;

beforeAll(async () => {
  await copyProductionFiles(folder.path, inject("builtWorker"));
});

afterAll(async () => {
  await running?.kill();
  folder.remove();
  state.remove();
});

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
  const { url } = running;
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expect.poll(async () => await clicksCounted(url), { timeout: 30_000 }).toBe(1);
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const wallet = async () =>
    await (await fetch(`${url}/v1/programs/${shop.id}/promoters/${wei.id}/wallet`, { headers })).json();
  await expect.poll(wallet, { timeout: 30_000 }).toMatchObject({ pending: 1_000 });
});
