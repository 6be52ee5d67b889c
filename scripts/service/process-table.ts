/** What the operating system knows of a process. Reads /proc where there is one: small images have no `ps`. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly name: string;
  readonly parent: number;
}

/** Undefined for a process that is gone, or has ended and only waits to be collected. */
export function processEntry(pid: number): ProcessEntry | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    const [name = "", state = "Z", parent] = existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
    return state.startsWith("Z") ? undefined : { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** `pid (name) state parent …`; the name may hold anything, parentheses too. */
function fromProc(pid: number): string[] {
  const [, name = "", rest = ""] = /\((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
  return [name, ...rest.split(" ")];
}

function fromPs(pid: number): string[] {
  const row = execFileSync("ps", ["-o", "stat=,ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  const [state = "", parent = "", ...path] = row.trim().split(/\s+/);
  return [path.join(" ").split("/").at(-1) ?? "", state, parent];
}
