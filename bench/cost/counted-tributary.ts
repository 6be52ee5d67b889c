/** Starts the service with counting bindings. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Tributary } from "../subjects/tributary.ts";
import { startWrapped } from "../subjects/wrapped-tributary.ts";
import type { Counts } from "./counts.ts";

const TICK_MS = 10;

export interface CountedTributary extends Tributary {
  /** What was counted since the last time that this was asked. */
  takeCounts(): Promise<Counts>;
}

export async function startCounted(): Promise<CountedTributary> {
  const entry = resolve(import.meta.dirname, "counting-worker.ts");
  const service = await startWrapped({ name: "bench-counted", entry });
  let cpuBefore = cpuMs(service.pid);
  return {
    ...service,
    takeCounts: async () => {
      const counts = (await (await fetch(`${service.url}/-/counts`)).json()) as Counts;
      const cpuNow = cpuMs(service.pid);
      const used = cpuNow - cpuBefore;
      cpuBefore = cpuNow;
      return { ...counts, cpuMs: used };
    },
  };
}

/** Processor time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
