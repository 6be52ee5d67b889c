/**
 * Measures what an isolate pays before its first answer, and fails where it has grown. The size of the built Worker, and
 * the processor's time until its modules are evaluated, by `wrangler check startup`. The least of several runs counts,
 * since whatever else this machine does only adds to one.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const RUNS = 5;
/** The log of events, reports, people, contests, pictures and WeChat each add some tens, and come one by one: so does the bound. */
const MOST_KIB = 4_300;
/** A tenth of what Cloudflare lets an isolate take. Its machines are faster than those that build. */
const MOST_ACTIVE_MS = 100;

const project = resolve(import.meta.dirname, "..");
// What wrangler.toml names has to be there; pages are no part of what an isolate loads.
mkdirSync(join(project, "dist/pages"), { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "tributary-startup-"));
try {
  const tries = Array.from({ length: RUNS }, () => measured(join(folder, "profile.cpuprofile")));
  const runs = tries.filter((run) => run !== undefined);
  if (runs.length === 0)
    throw new Error("wrangler gave every profile up: this machine is too busy to measure a start");
  const sizeKib = Math.max(...runs.map((run) => run.sizeKib));
  const activeMs = Math.min(...runs.map((run) => run.activeMs));
  console.log(`the Worker: ${sizeKib} KiB of at most ${MOST_KIB}`);
  console.log(
    `its start: ${activeMs} ms of the processor of at most ${MOST_ACTIVE_MS}, the least of ${runs.length} runs`,
  );
  if (sizeKib > MOST_KIB || activeMs > MOST_ACTIVE_MS) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Undefined where wrangler gave up: it waits ten seconds for a profile, which a busy machine may take longer for. */
function measured(profile) {
  const wrangler = resolve(project, "node_modules/wrangler/bin/wrangler.js");
  const environment = {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: join(folder, "wrangler.log"),
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  };
  const ended = spawnSync(process.execPath, [wrangler, "check", "startup", "--outfile", profile], {
    cwd: project,
    env: environment,
    encoding: "utf8",
  });
  const said = `${ended.stdout}${ended.stderr}`;
  if (said.includes("profiling timed out")) return undefined;
  return { sizeKib: numberIn(said, /Bundle: ([\d.]+) KiB/), activeMs: numberIn(said, /Active: ([\d.]+) ms/) };
}

function numberIn(said, pattern) {
  const [, number] = pattern.exec(said) ?? [];
  if (number === undefined) throw new Error(`wrangler said nothing of ${pattern}:\n${said}`);
  return Number(number);
}
