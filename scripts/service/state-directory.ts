/** The one directory that holds everything a local service keeps, and the lock that gives it one owner. */
import { accessSync, chmodSync, constants, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { StartFailure } from "./failure.ts";

/** How long a start waits for the one before it to be gone, in milliseconds. */
const LOCK_WAIT_MS = 5_000;

export interface StateDirectory {
  readonly path: string;
  /** Databases and Durable Objects. */
  readonly data: string;
  readonly bundles: string;
  readonly secrets: string;
  /** What a restore moves into place. It is there only while one is at that, or when one was broken off. */
  readonly restoring: string;
  /** Process id of the running workerd. */
  readonly runtimePid: string;
  release(): void;
}

/** Makes the directory where it is missing and takes it for this process alone. */
export async function takeStateDirectory(path: string): Promise<StateDirectory> {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    // It may have been there before, open to all who use this machine.
    chmodSync(root, 0o700);
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartFailure(`STATE_DIR ${root} cannot be written: ${(error as Error).message}`);
  }
  const lock = await takeLock(join(root, "lock.sqlite"), root);
  return {
    path: root,
    data: join(root, "data"),
    bundles: join(root, "bundle"),
    secrets: join(root, "secrets.json"),
    restoring: join(root, "restoring"),
    runtimePid: join(root, "workerd.pid"),
    release: () => lock.close(),
  };
}

/**
 * An exclusive SQLite transaction that is never finished. The operating system drops it with the process,
 * however that one ends, so no lock is ever left behind to clear by hand.
 */
async function takeLock(file: string, root: string): Promise<DatabaseSync> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const database = new DatabaseSync(file);
    try {
      database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      return database;
    } catch (error) {
      database.close();
      if (!(error as Error).message.includes("locked")) throw error;
      if (Date.now() > deadline) {
        throw new StartFailure(`Another Tributary runs on ${root}. Stop it, or choose another STATE_DIR.`);
      }
      await wait(100);
    }
  }
}
