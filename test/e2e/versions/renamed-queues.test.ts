/** An environment calls its queues as it wants, and its clicks are counted and its jobs done all the same. */
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { copiedProject } from "../../support/copied-project.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryDirectory } from "../../support/service.ts";

const TAPS = 20;

const state = temporaryDirectory();
const project = copiedProject();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
  project.remove();
});

type Json = any; // oxlint-disable-line typescript/no-explicit-any -- answers are read as any client would

async function call(method: string, path: string, body?: object): Promise<Json> {
  const answer = await fetch(`${running?.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return text.startsWith("{") ? JSON.parse(text) : text;
}

function tap(slug: string, visitor: number): Promise<number | undefined> {
  const headers = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36",
    "cf-connecting-ip": `203.0.113.${visitor}`,
  };
  return new Promise((done, failed) => {
    get(`${running?.url}/s/${slug}`, { headers }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    }).on("error", failed);
  });
}

test("with other names of queues every click is counted, and a reconciliation comes to its end", async () => {
  const config = join(project.path, "wrangler.toml");
  const text = readFileSync(config, "utf8");
  const renamed = text.replaceAll(/"tributary-(events|jobs)/g, '"shop-eu-$1');
  expect(renamed).not.toBe(text);
  writeFileSync(config, renamed);
  running = await runService("start", state.path, {}, project.path);
  await call("POST", "/v1/programs", {
    id: "renamed",
    name: "Renamed",
    currency: "CNY",
    allowedHosts: ["shop.example"],
  });
  const { id: promoterId } = await call("POST", "/v1/programs/renamed/promoters", { memberId: "seller" });
  const destination = "https://shop.example/tea";
  const { slug } = await call("POST", "/v1/programs/renamed/links", { promoterId, destination });
  for (let visitor = 1; visitor <= TAPS; visitor += 1) expect(await tap(slug, visitor)).toBe(302);
  const counted = async (): Promise<string> => (await call("GET", "/metrics")) as string;
  await expect
    .poll(counted, { timeout: 60_000, interval: 250 })
    .toMatch(new RegExp(`^tributary_clicks(\\{.*\\})? ${TAPS}$`, "m"));
  await call("POST", "/v1/programs/renamed/reconciliation", {});
  await expect
    .poll(() => call("GET", "/v1/programs/renamed/reconciliation"), { timeout: 60_000, interval: 250 })
    .toMatchObject({ balanced: true });
});
