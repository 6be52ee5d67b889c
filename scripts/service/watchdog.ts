/** Starts the thread that ends a runtime which hangs. */
import { join } from "node:path";
import { Worker } from "node:worker_threads";

export interface Watched {
  /** Origin of the service on this machine. */
  readonly url: string;
  /** How long it may answer nothing, in milliseconds. */
  readonly hangMs: number;
  /** Where the process id of the runtime is noted. */
  readonly pidFile: string;
}

/** The thread lies beside this file, bundled or not. */
const THREAD = `watchdog-thread.${import.meta.url.endsWith(".ts") ? "ts" : "mjs"}`;

export function startWatchdog(watched: Watched): { stop(): Promise<void> } {
  const thread = new Worker(join(import.meta.dirname, THREAD), { workerData: watched });
  // The service does not live for it alone.
  thread.unref();
  return {
    stop: async () => {
      await thread.terminate();
    },
  };
}
