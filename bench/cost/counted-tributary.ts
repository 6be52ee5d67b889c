/** Starts the service with counting bindings. */
import { join, resolve } from "node:path";
import { unstable_readConfig } from "wrangler";
import { PROJECT } from "../../scripts/service/project.ts";
import { diskBytes } from "../machine/disk.ts";
import { processorMs } from "../machine/processor-time.ts";
import type { Tributary } from "../subjects/tributary.ts";
import { startWrapped } from "../subjects/wrapped-tributary.ts";
import type { Counts } from "./counts.ts";
import { logEvents, type Observability } from "./observability.ts";

/** A guard's windows have a bound and are written over: however many clicks come, no more of them stays. */
const WRITTEN_OVER = /ClickGuard/;

export interface CountedTributary extends Tributary {
  /** What was counted since the last time that this was asked. */
  takeCounts(): Promise<Counts>;
}

export async function startCounted(): Promise<CountedTributary> {
  const entry = resolve(import.meta.dirname, "counting-worker.ts");
  const service = await startWrapped({ name: "bench-counted", entry });
  const observability = readObservability();
  let before = standOf(service);
  return {
    ...service,
    takeCounts: async () => {
      // Before the counts are taken: where a database is locked, nothing of them is lost.
      const now = standOf(service);
      const counts = (await (await fetch(`${service.url}/-/counts`)).json()) as Counts;
      const [cpuMs, d1Bytes, objectBytes] = [
        now.cpuMs - before.cpuMs,
        now.d1Bytes - before.d1Bytes,
        now.objectBytes - before.objectBytes,
      ];
      before = now;
      const invocations = counts.workerRequests + counts.objectRequests;
      const events = logEvents(observability, invocations, counts.logEvents);
      return { ...counts, cpuMs, d1Bytes, objectBytes, logEvents: events };
    },
  };
}

/** As it is deployed. */
function readObservability(): Observability {
  const file = resolve(PROJECT, "wrangler.toml");
  const { observability }: { observability?: Observability } = unstable_readConfig(
    { config: file },
    { hideWarnings: true },
  );
  return observability ?? {};
}

/** What the process has used and stored so far. */
function standOf({ pid, data }: Tributary): Pick<Counts, "cpuMs" | "d1Bytes" | "objectBytes"> {
  return {
    cpuMs: processorMs(pid),
    d1Bytes: diskBytes(join(data, "d1")),
    objectBytes: diskBytes(join(data, "do"), WRITTEN_OVER),
  };
}
