/**
 * Where a machine keeps a file system in memory, the temporary files of a run of tests lie there, and go with the run.
 * Tests kill processes and never the machine: a disk that is waited for would show nothing more.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const PREFIX = "tributary-run-";
const ENOUGH_BYTES = 4 * 1_024 ** 3;

/** Changes where this process, and what it starts, put temporary files; nowhere else where somebody chose a place. */
export function useMemoryForTemporaryFiles(): void {
  if (process.env["TMPDIR"] !== undefined || !hasRoom()) return;
  removeLeftovers();
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  process.env["TMPDIR"] = folder;
  process.on("exit", () => removeWithDisks(folder));
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY) || !mayRunPrograms()) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, freemem()) >= ENOUGH_BYTES;
}

/** The service starts workerd by a script in its state directory, which a mount with `noexec` would not run. */
function mayRunPrograms(): boolean {
  const options = mounts().findLast(({ path }) => path === MEMORY)?.options;
  return options !== undefined && !options.split(",").includes("noexec");
}

function mounts(): { readonly path: string; readonly options: string }[] {
  const lines = readFileSync("/proc/mounts", "utf8").split("\n");
  return lines.map((line) => line.split(" ")).map(([, path = "", , options = ""]) => ({ path, options }));
}

/** A run that was killed could not remove its files, nor the small disks that it had put there. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isInteger(pid) && !existsSync(`/proc/${pid}`)) {
      removeWithDisks(join(MEMORY, name));
    }
  }
}

function removeWithDisks(folder: string): void {
  for (const { path } of mounts()) {
    if (path.startsWith(`${folder}/`)) spawnSync("umount", ["--lazy", path]);
  }
  rmSync(folder, { recursive: true, force: true });
}
