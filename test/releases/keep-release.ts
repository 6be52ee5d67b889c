/**
 * Keeps the state of this release for later ones. Runs the service, lets a shop live, and kills it while orders are on their
 * way. Then writes what it stored then and what it shows once it has gone on.
 *
 * `node test/releases/keep-release.ts` writes `test/releases/<version>/`. Run it once for each release, before its tag.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packState } from "./pack.ts";
import { readAll, tell, TOKEN } from "./story.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

interface Running {
  readonly url: string;
  kill(): Promise<void>;
}

async function start(stateDirectory: string): Promise<Running> {
  const environment = { PORT: "0", HOST: "", STATE_DIR: stateDirectory, ADMIN_TOKEN: TOKEN, NO_COLOR: "1" };
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: PROJECT,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { url: await listening(child), kill: () => killed(child) };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = "";
    child.once("exit", () => failed(new Error(`it ended: ${text}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const [, url] = /listening on (http:\S+)/.exec(text) ?? [];
      if (url !== undefined) found(url);
    });
  });
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.removeAllListeners("exit").once("exit", () => done());
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  });
}

/** What the service shows once nothing in it moves any more. */
async function settled(url: string): Promise<unknown> {
  for (let before = ""; ;) {
    const shown = await readAll(url);
    const text = JSON.stringify(shown);
    if (text === before) return shown;
    before = text;
    await wait(10_000);
  }
}

const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { version: string };
const folder = join(import.meta.dirname, version);
const state = mkdtempSync(join(tmpdir(), "tributary-kept-"));
try {
  const first = await start(state);
  await tell(first.url);
  await first.kill();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "state.br"), packState(state));
  const second = await start(state);
  try {
    writeFileSync(join(folder, "shown.json"), `${JSON.stringify(await settled(second.url), null, 2)}\n`);
  } finally {
    await second.kill();
  }
} finally {
  rmSync(state, { recursive: true, force: true });
}
