/** Starts the whole service: state, keys, build, migrations, workerd, its queues, the hourly cron and a watchdog. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { logError } from "../../durable-objects/object/log.ts";
import { verifyConfiguration, verifyKeys } from "./configuration.ts";
import { startCron } from "./cron.ts";
import { refuseDamaged } from "./damaged-databases.ts";
import { runDatabases } from "./databases.ts";
import { StartFailure } from "./failure.ts";
import { migrate } from "./migrate.ts";
import { guardRuntime, killLeftover } from "./orphans.ts";
import type { Project } from "./project.ts";
import { LocalQueues } from "./queue/local-queues.ts";
import { findRelease } from "./find-release.ts";
import type { Release } from "./release.ts";
import { type Address, freePort, runWorker, workerdPath } from "./runtime.ts";
import { scrubErased } from "./scrub.ts";
import { loadSecrets } from "./secrets.ts";
import { type StateDirectory, takeStateDirectory } from "./state-directory.ts";
import { startWatchdog } from "./watchdog.ts";

/** How long a stop waits for requests under way and for what they gathered. */
const DRAIN_MS = 10_000;
const HANG_MS = 30_000;

export interface ServiceOptions extends Address {
  readonly stateDirectory: string;
  /** How long the runtime may answer nothing before it is started again, in milliseconds; half a minute by default. */
  readonly hangMs?: number;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Service {
  /** Origin that this machine reaches the service at. */
  readonly url: string;
  readonly stateDirectory: string;
  readonly adminToken: string;
  /** Whether the token was made here, and so has to be shown. */
  readonly ownAdminToken: boolean;
  readonly migrations: readonly string[];
  /** Ends what is under way, then everything. What is left in a queue is delivered after the next start. */
  stop(): Promise<void>;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const state = await takeStateDirectory(options.stateDirectory);
  try {
    refuseUnfinishedRestore(state);
    const secrets = loadSecrets(state, options.environment);
    await killLeftover(state.runtimePid);
    const port = await freePort(options);
    const release = await findRelease(state.bundles);
    // Whoever reaches this machine may write any header: none is believed unless the operator says so.
    const unset = { TRUSTED_PROXIES: "", WEBHOOK_RESOLVER: "" };
    const variables = { ...unset, ...given(release.project, options.environment), ...secrets.values };
    verifyConfiguration(variables, options.host);
    mkdirSync(state.data, { recursive: true });
    scrub(state.data);
    guardRuntime(state.path, state.runtimePid, workerdPath());
    const migrations = await prepareOrExplain(release.project, state.data, variables);
    const running = await run(release, state, { ...options, port }, variables);
    return {
      url: running.url,
      stateDirectory: state.path,
      adminToken: secrets.values["ADMIN_TOKEN"] ?? "",
      ownAdminToken: secrets.ownAdminToken,
      migrations,
      stop: async () => {
        await running.stop();
        scrub(state.data);
        state.release();
      },
    };
  } catch (error) {
    state.release();
    throw error;
  }
}

/** What cannot be written anew now is tried again: a full disk must not keep the service from serving. */
function scrub(data: string): void {
  try {
    scrubErased(data, Date.now());
  } catch (error) {
    logError("not_scrubbed", error);
  }
}

/** State of which a restore moved only a part would be filled up with new, empty databases. */
function refuseUnfinishedRestore({ path, restoring }: StateDirectory): void {
  if (!existsSync(restoring)) return;
  throw new StartFailure(
    `A restore of ${path} was broken off. Run \`npm run restore\` again, with --replace.`,
  );
}

/** Variables of the Worker that the environment sets. */
function given(project: Project, environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    project.settable.flatMap((name) => {
      const value = environment[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
}

/** Of what failed storage says little: a file that is damaged is named. */
async function prepareOrExplain(...given: Parameters<typeof prepareDatabases>): Promise<string[]> {
  try {
    return await prepareDatabases(...given);
  } catch (error) {
    if (!(error instanceof StartFailure)) refuseDamaged(given[1]);
    throw error;
  }
}

/** Before the Worker listens: nobody is answered by a service whose databases and keys are not as it needs them. */
async function prepareDatabases(
  project: Project,
  data: string,
  variables: Readonly<Record<string, string>>,
): Promise<string[]> {
  const databases = await runDatabases(project, data);
  try {
    const applied: string[] = [];
    for (const { binding, migrations } of project.databases) {
      const names = await migrate(databases.batchesOf(binding), migrations);
      applied.push(...names.map((name) => `${binding}/${name}`));
    }
    await verifyKeys(databases.bound("CONFIG"), variables);
    return applied;
  } finally {
    await databases.dispose();
  }
}

/** Runs the Worker with its queues, its cron and its watchdog. */
async function run(
  release: Release,
  state: StateDirectory,
  { host, port, hangMs = HANG_MS }: ServiceOptions,
  variables: Record<string, string>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { project } = release;
  const url = `http://${reachable(host)}:${port}`;
  const queues = new LocalQueues(project, join(state.data, "queues.sqlite"));
  const runtime = await runWorker(project, release, { host, port }, state.data, variables, queues);
  queues.start(runtime);
  const cron = startCron(project.crons, async (cron) => await queues.fire(runtime, cron));
  const watchdog = startWatchdog({ url, hangMs, pidFile: state.runtimePid });
  return {
    url,
    stop: async () => {
      cron.stop();
      await end(runtime, queues);
      // Last: a runtime that hangs now holds up the stop.
      await watchdog.stop();
    },
  };
}

async function end(runtime: Miniflare, queues: LocalQueues): Promise<void> {
  try {
    await queues.drain(runtime, DRAIN_MS);
  } catch (error) {
    logError("not_drained", error);
  }
  await queues.stop();
  await runtime.dispose();
}

function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
