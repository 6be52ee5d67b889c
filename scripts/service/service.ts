/** Starts the whole service: state, keys, build, migrations, workerd, and the clock of the hourly cron. */
import { existsSync, mkdirSync } from "node:fs";
import type { Miniflare } from "miniflare";
import { buildBundle } from "./bundle.ts";
import { StartFailure } from "./failure.ts";
import { migrate } from "./migrate.ts";
import { guardRuntime, killLeftover } from "./orphans.ts";
import { readProject, type Project } from "./project.ts";
import { type Address, freePort, runDatabases, runWorker, workerdPath } from "./runtime.ts";
import { loadSecrets } from "./secrets.ts";
import { type StateDirectory, takeStateDirectory } from "./state-directory.ts";

const HOUR_MS = 3_600_000;

export interface ServiceOptions extends Address {
  readonly stateDirectory: string;
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
  stop(): Promise<void>;
}

export async function startService(options: ServiceOptions): Promise<Service> {
  const state = await takeStateDirectory(options.stateDirectory);
  try {
    refuseUnfinishedRestore(state);
    const secrets = loadSecrets(state.secrets, options.environment);
    await killLeftover(state.runtimePid);
    const port = await freePort(options);
    const project = readProject();
    mkdirSync(state.data, { recursive: true });
    guardRuntime(state.path, state.runtimePid, workerdPath());
    const [bundle, migrations] = await bothDone(buildBundle(state.bundles), migrateAll(project, state.data));
    const address = { host: options.host, port };
    const variables = { ...given(project, options.environment), ...secrets.values };
    const runtime = await runWorker(project, bundle, address, state.data, variables);
    const cron = startCron(runtime, project);
    return {
      url: `http://${reachable(options.host)}:${port}`,
      stateDirectory: state.path,
      adminToken: secrets.values["ADMIN_TOKEN"] ?? "",
      ownAdminToken: secrets.ownAdminToken,
      migrations,
      stop: async () => {
        cron.stop();
        await runtime.dispose();
        state.release();
      },
    };
  } catch (error) {
    state.release();
    throw error;
  }
}

/** State of which a restore moved only a part would be filled up with new, empty databases. */
function refuseUnfinishedRestore({ path, restoring }: StateDirectory): void {
  if (!existsSync(restoring)) return;
  throw new StartFailure(
    `A restore of ${path} was broken off. Run \`npm run restore\` again, with --replace.`,
  );
}

/** The part of a Worker's handle that fires its cron; miniflare leaves it untyped. */
interface Scheduled {
  scheduled(event: { cron: string }): Promise<unknown>;
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

/** Both results. A failure is told only after the other has ended too: nothing is left running behind it. */
async function bothDone<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

/** Before the Worker listens: nobody is answered by a service whose databases are not as it needs them. */
async function migrateAll(project: Project, data: string): Promise<string[]> {
  const databases = await runDatabases(project, data);
  try {
    const applied: string[] = [];
    for (const { binding, migrations } of project.databases) {
      const names = await migrate(await databases.getD1Database(binding), migrations);
      applied.push(...names.map((name) => `${binding}/${name}`));
    }
    return applied;
  } finally {
    await databases.dispose();
  }
}

/** Once at the start, because an alarm may have been due while nothing ran; then as often as deployed. */
function startCron(runtime: Miniflare, project: Project): { stop(): void } {
  let isStopped = false;
  const fire = async (): Promise<void> => {
    const worker = (await runtime.getWorker()) as unknown as Scheduled;
    for (const cron of project.crons) await worker.scheduled({ cron });
  };
  const quietly = (): void => {
    fire().catch((error: unknown) => {
      // One that the stop broke off has failed nobody.
      if (!isStopped) console.error("The hourly run failed:", error);
    });
  };
  quietly();
  const timer = setInterval(quietly, HOUR_MS);
  return {
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
