/** A start has its data to itself, keeps its keys, and leaves nothing running behind. */
import { chmodSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  PROJECT,
  refusedStart,
  runService,
  type RunningService,
  temporaryDirectory,
  temporaryStateDirectory,
} from "../support/service.ts";

const state = temporaryStateDirectory();
let running: RunningService;

beforeAll(async () => {
  chmodSync(state.path, 0o755);
  running = await runService("start", state.path, {}, PROJECT);
});

afterAll(async () => {
  await running?.kill();
  state.remove();
});

test("a second start on the same data is refused in words, and the first goes on", async () => {
  const second = await refusedStart(state.path);
  expect([second.code, second.said]).toEqual([1, expect.stringContaining("Another Tributary runs on")]);
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
});

test("a taken port and a directory that cannot be made are told in words", async () => {
  const other = temporaryDirectory();
  const port = new URL(running.url).port;
  const taken = await refusedStart(other.path, { PORT: port });
  const choose = `Port ${port} is taken. Choose another: PORT=${Number(port) + 1}`;
  expect([taken.code, taken.said]).toEqual([1, expect.stringContaining(choose)]);
  writeFileSync(join(other.path, "file"), "");
  const unwritable = await refusedStart(join(other.path, "file"));
  expect([unwritable.code, unwritable.said]).toEqual([1, expect.stringContaining("cannot be written")]);
  other.remove();
});

test("nobody else on the machine reads anything of it, even where its directory was there before, open to all", () => {
  const made = ["secrets.json", "lock.sqlite", "data", ...globSync("data/**/*", { cwd: state.path })];
  expect(made.some((name) => name.endsWith(".sqlite"))).toBe(true);
  const open = [".", ...made].filter((name) => (statSync(join(state.path, name)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});

test("a token that was given is neither printed nor stored", () => {
  expect(running.output()).toContain("ADMIN_TOKEN  from the environment");
  expect(readFileSync(join(state.path, "secrets.json"), "utf8")).not.toContain("ADMIN_TOKEN");
});

test("it says where the desk and the portal are, and what signs in there", async () => {
  const lines = running.output().split("\n");
  const pages = ["desk", "portal"].map((name) => lines.find((line) => line.trim().startsWith(name)) ?? "");
  expect(pages).toEqual([
    expect.stringMatching(/desk +http:\S+\/ .*ADMIN_TOKEN.*key of a program/),
    expect.stringMatching(/portal +http:\S+\/portal\/PROGRAM .*promoter's token.*sign-in link/),
  ]);
  for (const address of pages.map((line) => /http:\S+/.exec(line)?.[0] ?? "")) {
    const page = await fetch(address.replace("PROGRAM", "tea"));
    expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("html")]);
  }
});

test("workerd ends with a parent that is killed alone", async () => {
  const { url } = running;
  await running.killParentAlone();
  const answer = () =>
    fetch(`${url}/healthz`).then(
      () => "it still answers",
      () => "gone",
    );
  await expect.poll(answer, { interval: 50 }).toBe("gone");
});

test("keys that were not given are made once, shown to nobody else, and kept", async () => {
  const own = temporaryStateDirectory();
  const first = await runService("start", own.path, { ADMIN_TOKEN: "" });
  const file = join(own.path, "secrets.json");
  const made = readFileSync(file, "utf8");
  const { ADMIN_TOKEN: token } = JSON.parse(made) as { ADMIN_TOKEN: string };
  expect(first.output()).toContain(`ADMIN_TOKEN  ${token}`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await first.stop()).toBe(0);
  const again = await runService("start", own.path, { ADMIN_TOKEN: "" });
  expect(readFileSync(file, "utf8")).toBe(made);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${again.url}/v1/programs`, { headers })).status).toBe(200);
  await again.kill();
  own.remove();
});
