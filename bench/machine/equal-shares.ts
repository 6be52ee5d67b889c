/**
 * Sees to it that the kernel gives every process of the benchmark the same share of the processor. With autogroups each
 * session has a share of its own, and PostgreSQL opens a session for every connection, workerd one for all.
 */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const AUTOGROUPS = "/proc/sys/kernel/sched_autogroup_enabled";
const GROUP = `tributary-bench-${process.pid}`;

export interface Shares {
  /** How the processor is shared out, in a line. */
  readonly how: string;
  /** Whether no side has more of it than another. */
  readonly equal: boolean;
  /** Leaves the machine as it was. */
  end(): void;
}

/** Starts before anything that is measured: what is started later is in the group by itself. */
export function shareEqually(): Shares {
  const nothing = (): void => undefined;
  if (textOf(AUTOGROUPS).trim() !== "1" || !isInRootGroup(textOf("/proc/self/cgroup")))
    return { how: "equal: the kernel schedules thread by thread", equal: true, end: nothing };
  const parent = controlGroups();
  if (parent === undefined) return UNEQUAL;
  const folder = join(parent, GROUP);
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, "cgroup.procs"), String(process.pid));
  } catch {
    return UNEQUAL;
  }
  const end = (): void => {
    leave(folder, parent);
  };
  return { how: "equal: all sides and the client in one control group, at one nice value", equal: true, end };
}

/** Moves back what still runs in the group, such as a bundler, and removes it. What stays empty harms nobody. */
function leave(folder: string, parent: string): void {
  try {
    for (const pid of textOf(join(folder, "cgroup.procs")).trim().split("\n"))
      writeFileSync(join(parent, "cgroup.procs"), pid);
    rmdirSync(folder);
  } catch (error) {
    console.error(`${folder} could not be removed:`, error);
  }
}

const UNEQUAL: Shares = {
  how:
    "NOT equal: each of PostgreSQL's sessions has a share of its own when others work too. " +
    "Run as root, or set kernel.sched_autogroup_enabled=0",
  equal: false,
  end: () => undefined,
};

/**
 * Whether the kernel's own group holds a process, by its `/proc/<pid>/cgroup`. Autogroups exist there alone.
 */
export function isInRootGroup(groups: string): boolean {
  const lines = groups.split("\n").map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  const own =
    lines.find((line) => line?.[1]?.split(",").includes("cpu")) ?? lines.find((line) => line?.[1] === "");
  return (own?.[2] ?? "/") === "/";
}

/** Where a group with a share of its own can be made: the first or the second form of control groups. */
function controlGroups(): string | undefined {
  if (existsSync("/sys/fs/cgroup/cpu/cpu.shares")) return "/sys/fs/cgroup/cpu";
  const given = textOf("/sys/fs/cgroup/cgroup.subtree_control").trim().split(" ");
  return given.includes("cpu") ? "/sys/fs/cgroup" : undefined;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
