/** Starts the service with counting bindings. */
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { migrate } from "../../scripts/service/migrate.ts";
import { PROJECT, readProject } from "../../scripts/service/project.ts";
import { freePort, runWorker, workerdPath } from "../../scripts/service/runtime.ts";
import { guardRuntime } from "../../scripts/service/orphans.ts";
import { KEYS, type Tributary } from "../tributary.ts";
import type { Counts } from "./counts.ts";

const FOLDER = join(PROJECT, ".tributary", "bench-counted");
const TICK_MS = 10;

export interface CountedTributary extends Tributary {
  /** What was counted since the last time that this was asked. */
  takeCounts(): Promise<Counts>;
}

export async function startCounted(): Promise<CountedTributary> {
  const data = join(FOLDER, "data");
  rmSync(data, { recursive: true, force: true });
  const module = join(FOLDER, "bundle", "index.js");
  await build({
    entryPoints: [resolve(import.meta.dirname, "counting-worker.ts")],
    outfile: module,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    logLevel: "error",
  });
  const port = await freePort({ host: "127.0.0.1", port: 0 });
  const project = readProject();
  const bundle = { root: join(FOLDER, "bundle"), modules: [{ type: "ESModule", path: module }] } as const;
  const adminToken = "operator-of-the-benchmark";
  const pidFile = join(FOLDER, "workerd.pid");
  guardRuntime(FOLDER, pidFile, workerdPath());
  const variables = { ...KEYS, ADMIN_TOKEN: adminToken };
  const runtime = await runWorker(project, bundle, { host: "127.0.0.1", port }, data, variables);
  for (const { binding, migrations } of project.databases) {
    await migrate(await runtime.getD1Database(binding), migrations);
  }
  const url = `http://127.0.0.1:${port}`;
  const pid = Number(readFileSync(pidFile, "utf8"));
  let cpuBefore = cpuMs(pid);
  return {
    url,
    adminToken,
    pid,
    data,
    takeCounts: async () => {
      const counts = (await (await fetch(`${url}/-/counts`)).json()) as Counts;
      const cpuNow = cpuMs(pid);
      const used = cpuNow - cpuBefore;
      cpuBefore = cpuNow;
      return { ...counts, cpuMs: used };
    },
    stop: async () => {
      await runtime.dispose();
      rmSync(FOLDER, { recursive: true, force: true });
    },
  };
}

/** Processor time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
