/** Starts the service behind an entry of the benchmark's own, which wraps the Worker to see into it. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { runDatabases } from "../../scripts/service/databases.ts";
import { migrate } from "../../scripts/service/migrate.ts";
import { guardRuntime } from "../../scripts/service/orphans.ts";
import { readProject } from "../../scripts/service/build/read-project.ts";
import { PROJECT } from "../../scripts/service/project.ts";
import { freePort, runWorker, workerdPath } from "../../scripts/service/runtime.ts";
import { KEYS, type Tributary } from "./tributary.ts";

export interface Wrapping {
  /** Names the folder that it lies in while it runs: two at once need two names. */
  readonly name: string;
  /** Path of the module that stands around the Worker. */
  readonly entry: string;
  /** Variables beside the keys that every service of the benchmark has. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts it on a free port, with nothing stored yet. */
export async function startWrapped({ name, entry, variables = {} }: Wrapping): Promise<Tributary> {
  const folder = join(PROJECT, ".tributary", name);
  const data = join(folder, "data");
  rmSync(data, { recursive: true, force: true });
  const module = join(folder, "bundle", "index.js");
  await build({
    entryPoints: [entry],
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
  const bundle = { root: join(folder, "bundle"), modules: [{ type: "ESModule", path: module }] } as const;
  const adminToken = "operator-of-the-benchmark";
  const pidFile = join(folder, "workerd.pid");
  guardRuntime(folder, pidFile, workerdPath());
  const given = { ...KEYS, ADMIN_TOKEN: adminToken, ...variables };
  const databases = await runDatabases(project, data);
  for (const { binding, migrations } of project.databases) {
    await migrate(databases.batchesOf(binding), migrations);
  }
  await databases.dispose();
  const runtime = await runWorker(project, bundle, { host: "127.0.0.1", port }, data, given);
  return {
    url: `http://127.0.0.1:${port}`,
    adminToken,
    pid: Number(readFileSync(pidFile, "utf8")),
    data,
    stop: async () => {
      await runtime.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
