/** Milliseconds of the processor that processes used so far, as the kernel counts them, to a hundredth of a second. */
import { readdirSync, readFileSync } from "node:fs";

const TICK_MS = 10;

interface Used {
  readonly parent: number;
  readonly ms: number;
}

/** Of one process with all of its threads. */
export function processorMs(pid: number): number {
  return usedBy(pid)?.ms ?? 0;
}

/** Of a process and its children: a database answers each connection with a process of its own. */
export function processorMsWithChildren(pid: number): number {
  const processes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return processes.reduce((sum, one) => {
    const used = usedBy(one);
    return used !== undefined && (one === pid || used.parent === pid) ? sum + used.ms : sum;
  }, 0);
}

/** Undefined for a process that has ended. */
function usedBy(pid: number): Used | undefined {
  try {
    return readUsed(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** Reads a line of `/proc/<pid>/stat`. Its second member is a name that may hold spaces and brackets. */
export function readUsed(stat: string): Used {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}
