/** The real service in processes of its own, as people start it, for tests that speak HTTP to it and kill it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const PROJECT = resolve(import.meta.dirname, "../..");
const READY_WITHIN_MS = 60_000;

export const ADMIN_TOKEN = "operator-of-the-end-to-end-tests";

export interface RunningService {
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when the output holds the text. */
  printed(text: string): Promise<void>;
  /** SIGKILL to every process of the group. */
  kill(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

export function temporaryStateDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "tributary-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Runs an npm script on a free port. It ends with the test process, even when that is killed: the service
 * watches who started it.
 */
export async function runService(script: "start" | "demo", stateDirectory: string): Promise<RunningService> {
  const child = spawnScript(script, stateDirectory);
  const log = watchOutput(child);
  const [, url = ""] = await log.matching(/listening on (http:\S+)/);
  return {
    url,
    output: log.text,
    printed: async (text) =>
      void (await log.matching(new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")))),
    kill: () => end(child, "SIGKILL").then(() => undefined),
    stop: () => end(child, "SIGTERM"),
  };
}

/** Starts the service and kills it, wherever in its start it may be by then. */
export async function startAndKill(stateDirectory: string, afterMs: number): Promise<void> {
  const child = spawnScript("start", stateDirectory);
  await wait(afterMs);
  await end(child, "SIGKILL");
}

function spawnScript(script: "start" | "demo", stateDirectory: string): ChildProcess {
  return spawn("npm", ["run", script], {
    cwd: PROJECT,
    detached: true,
    env: { ...process.env, PORT: "0", HOST: "", STATE_DIR: stateDirectory, ADMIN_TOKEN, NO_COLOR: "1" },
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
        } else if (child.exitCode !== null || child.signalCode !== null) give("it ended");
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
  if (child.pid === undefined || child.exitCode !== null) return Promise.resolve(child.exitCode);
  const gone = new Promise<number | null>((done) => {
    child.once("exit", done);
  });
  process.kill(-child.pid, signal);
  return gone;
}
