/** An environment calls its queues as it wants, and its clicks are counted and its jobs done all the same. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { copiedProject } from "../../support/copied-project.ts";
import { runService, type RunningService, temporaryDirectory } from "../../support/service.ts";
import { call } from "../call.ts";
import { tap } from "../traffic/taps.ts";

const TAPS = 20;

const state = temporaryDirectory();
const project = copiedProject();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
  project.remove();
});

const ask = async (method: string, path: string, body?: object) =>
  await call(`${running?.url}`, method, path, body);

test("with other names of queues every click is counted, and a reconciliation comes to its end", async () => {
  const config = join(project.path, "wrangler.toml");
  const text = readFileSync(config, "utf8");
  const renamed = text.replaceAll(/"tributary-(events|jobs|catch-ups)/g, '"shop-eu-$1');
  expect(renamed).not.toBe(text);
  writeFileSync(config, renamed);
  running = await runService("start", state.path, {}, project.path);
  await ask("POST", "/v1/programs", {
    id: "renamed",
    name: "Renamed",
    currency: "CNY",
    allowedHosts: ["shop.example"],
  });
  const { id: promoterId } = await ask("POST", "/v1/programs/renamed/promoters", { memberId: "seller" });
  const destination = "https://shop.example/tea";
  const { slug } = await ask("POST", "/v1/programs/renamed/links", { promoterId, destination });
  for (let visitor = 1; visitor <= TAPS; visitor += 1) {
    const headers = { "cf-connecting-ip": `203.0.113.${visitor}` };
    expect((await tap(`${running.url}/s/${slug}`, headers)).status).toBe(302);
  }
  const counted = async (): Promise<string> => (await ask("GET", "/metrics")) as string;
  await expect
    .poll(counted, { interval: 250 })
    .toMatch(new RegExp(`^tributary_clicks_total(\\{.*\\})? ${TAPS}$`, "m"));
  await ask("POST", "/v1/programs/renamed/reconciliation", {});
  await expect
    .poll(() => ask("GET", "/v1/programs/renamed/reconciliation"), { interval: 250 })
    .toMatchObject({ balanced: true });
});
