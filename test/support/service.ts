/** The real service in processes of its own, as people start it, for tests that speak HTTP to it and kill it. */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { inject } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "./temporary-directory.ts";

export { temporaryDirectory, type TemporaryDirectory };

/** Given as the project, it is started from its sources as `npm start` does. */
export const PROJECT = resolve(import.meta.dirname, "../..");
/** Beside other tests a start from the sources, which builds the pages as well, may take minutes. What takes longer hangs. */
const READY_WITHIN_MS = 600_000;

export const ADMIN_TOKEN = "operator-of-the-end-to-end-tests";

export interface RunningService {
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when the output holds the text. */
  printed(text: string): Promise<void>;
  /** SIGKILL to every process of the group. */
  kill(): Promise<void>;
  /** SIGKILL to the process that was started, and not to workerd below it. */
  killParentAlone(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/** A state directory that has nothing yet but the Worker that was built for all tests. */
export function temporaryStateDirectory(): TemporaryDirectory {
  const directory = temporaryDirectory();
  putBuiltWorker(directory.path);
  return directory;
}

/** Puts the Worker that was built for all tests where a start looks. */
export function putBuiltWorker(stateDirectory: string): void {
  cpSync(inject("builtWorker"), join(stateDirectory, "bundle"), { recursive: true });
}

/** Settings of a start that are not as usual. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Runs the service, or the demo, on a free port.
 *
 * @param project folder whose sources are started; without it, this project's service as it was built for all tests.
 */
export async function runService(
  script: "start" | "demo",
  stateDirectory: string,
  settings: Settings = {},
  project?: string,
): Promise<RunningService> {
  if (script === "start") return await served(spawnStart(stateDirectory, settings, project), stateDirectory);
  return await served(
    spawnScript(script, stateDirectory, settings, { project: project ?? PROJECT }),
    stateDirectory,
  );
}

/** Without a project to start from its sources it is the service as it was built for all tests. */
function spawnStart(stateDirectory: string, settings: Settings, project?: string): ChildProcess {
  if (project !== undefined) return spawnScript("start", stateDirectory, settings, { project });
  return spawnService([join(inject("builtService"), "start.mjs")], PROJECT, stateDirectory, settings);
}

/** The service once it listens. */
async function served(child: ChildProcess, stateDirectory: string): Promise<RunningService> {
  const log = watchOutput(child);
  const [, url = ""] = await log.matching(/listening on (http:\S+)/);
  return {
    url,
    output: log.text,
    printed: async (text) =>
      void (await log.matching(new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))),
    kill: async () => {
      const runtime = runtimeOf(stateDirectory);
      await end(child, "SIGKILL");
      endRuntime(runtime);
    },
    killParentAlone: () => {
      const gone = exitOf(child);
      child.kill("SIGKILL");
      return gone.then(() => undefined);
    },
    stop: () => end(child, "SIGTERM"),
  };
}

/** The process id of its workerd, which is in a group of its own. */
function runtimeOf(stateDirectory: string): number {
  try {
    return Number(readFileSync(join(stateDirectory, "workerd.pid"), "utf8"));
  } catch {
    return 0;
  }
}

/** Its guard would find it by a file of the state directory, which a test may remove sooner. */
function endRuntime(pid: number): void {
  if (!(pid > 0)) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}

/** Starts the service and kills it, wherever in its start it may be by then. */
export async function startAndKill(
  stateDirectory: string,
  afterMs: number,
  project = PROJECT,
): Promise<void> {
  const child = spawnScript("start", stateDirectory, {}, { project });
  await wait(afterMs);
  await end(child, "SIGKILL");
}

/** Runs what `npm run build` made in a folder that has production files alone. */
export async function runBuiltService(folder: string, stateDirectory: string): Promise<RunningService> {
  return await served(spawnService(["dist/service/start.mjs"], folder, stateDirectory, {}), stateDirectory);
}

/** A start that is expected to be refused: its exit code and what it said. */
export async function refusedStart(
  stateDirectory: string,
  settings: Settings = {},
  project?: string,
): Promise<{ code: number | null; said: string }> {
  const child = spawnStart(stateDirectory, settings, project);
  const log = watchOutput(child);
  return { code: await exitOf(child), said: log.text() };
}

/** Runs a command on a state directory to its end: its exit code and what it said. */
export async function runCommand(
  script: "backup" | "restore",
  stateDirectory: string,
  ...args: readonly string[]
): Promise<{ code: number | null; said: string }> {
  const child = spawnScript(script, stateDirectory, {}, { args });
  const log = watchOutput(child);
  return { code: await exitOf(child), said: log.text() };
}

function spawnScript(
  script: "start" | "demo" | "backup" | "restore",
  stateDirectory: string,
  settings: Settings,
  { args = [], project = PROJECT }: { readonly args?: readonly string[]; readonly project?: string } = {},
): ChildProcess {
  return spawnService([`scripts/${script}.mjs`, ...args], project, stateDirectory, settings);
}

/**
 * The service runs in a process group of its own, so that all of it can be killed at once. Being told that npm
 * started it, it ends with the test process, even when that is killed.
 */
function spawnService(
  command: readonly string[],
  folder: string,
  stateDirectory: string,
  settings: Settings,
): ChildProcess {
  return spawn(process.execPath, command, {
    cwd: folder,
    detached: true,
    env: {
      ...process.env,
      npm_lifecycle_event: "start",
      PORT: "0",
      HOST: "",
      STATE_DIR: stateDirectory,
      ADMIN_TOKEN,
      NO_COLOR: "1",
      // Flags of the tests' own runtimes alone.
      MINIFLARE_WORKERD_V8_FLAGS: undefined,
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function watchOutput(child: ChildProcess) {
  let text = "";
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      wake();
    });
  }
  child.on("exit", wake);
  const matching = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const give = (what: string): void => {
        stopLooking();
        failed(new Error(`${what} before ${pattern} was printed:\n${text}`));
      };
      const late = setTimeout(() => give(`${READY_WITHIN_MS} ms passed`), READY_WITHIN_MS);
      const look = (): void => {
        const match = pattern.exec(text);
        if (match !== null) {
          stopLooking();
          found(match);
        } else if (hasEnded(child)) give("it ended");
      };
      const stopLooking = (): void => {
        clearTimeout(late);
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { text: () => text, matching };
}

/** Signals the whole group and waits for its leader to be gone. */
function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.pid === undefined || hasEnded(child)) return Promise.resolve(child.exitCode);
  const gone = exitOf(child);
  process.kill(-child.pid, signal);
  return gone;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (hasEnded(child)) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.once("close", done);
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
