/**
 * workerd outlives a parent that is killed. A guard process kills it the moment this process is
 * gone. And a start kills one that was left behind before it opens the same files.
 */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { StartFailure } from "./failure.ts";
import { processEntry } from "./process-table.ts";

/**
 * Notes workerd's process id before it becomes workerd, so that there is no moment at which one runs unrecorded. In a
 * session of its own it gets no signal that a terminal sends to all. It is the service that ends it, once it is drained.
 */
const LAUNCHER = `#!/bin/sh
echo $$ > "$TRIBUTARY_RUNTIME_PID.new" && mv "$TRIBUTARY_RUNTIME_PID.new" "$TRIBUTARY_RUNTIME_PID"
if command -v setsid >/dev/null; then exec setsid "$TRIBUTARY_WORKERD" "$@"; fi
exec "$TRIBUTARY_WORKERD" "$@"
`;

/** Reads until the service's end of the pipe closes, which it does in every kind of death. */
const GUARD = `read -r ignored
pid=$(cat "$1" 2>/dev/null) || exit 0
name=$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null)
case $name in *workerd*) kill -9 "$pid" ;; esac`;

/** Makes miniflare start workerd through the launcher, and sets the guard on it. */
export function guardRuntime(stateDirectory: string, pidFile: string, workerd: string): void {
  if (process.platform === "win32") return;
  const launcher = join(stateDirectory, "launch-workerd");
  writeFileSync(launcher, LAUNCHER);
  chmodSync(launcher, 0o700);
  process.env["TRIBUTARY_RUNTIME_PID"] = pidFile;
  process.env["TRIBUTARY_WORKERD"] = workerd;
  process.env["MINIFLARE_WORKERD_PATH"] = launcher;
  const guard = spawn("/bin/sh", ["-c", GUARD, "guard", pidFile], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
}

/** Called by the owner of the STATE_DIR alone: a workerd recorded there has no living parent. */
export async function killLeftover(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  if (isWorkerd(pid)) {
    process.kill(pid, "SIGKILL");
    for (let tries = 0; isWorkerd(pid); tries += 1) {
      if (tries > 100) throw new StartFailure(`A workerd left behind (process ${pid}) does not end.`);
      await wait(20);
    }
  }
  rmSync(pidFile, { force: true });
}

/** Kills the workerd that runs now, however it stands. */
export function killRuntime(pidFile: string): void {
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, "utf8")) : 0;
  if (isWorkerd(pid)) process.kill(pid, "SIGKILL");
}

function isWorkerd(pid: number): boolean {
  return processEntry(pid)?.name.includes("workerd") === true;
}
