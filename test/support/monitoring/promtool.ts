/** Prometheus' own tool, which says whether metrics and rules are as Prometheus wants them. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

export interface Verdict {
  readonly code: number | null;
  readonly said: string;
}

/**
 * @param input what it reads from its standard input.
 * @throws where it is not installed: these tests do not skip.
 */
export async function promtool(args: readonly string[], { input = "", folder = "." } = {}): Promise<Verdict> {
  const path = process.env["PROMTOOL_PATH"] || "/usr/bin/promtool";
  if (!existsSync(path)) {
    throw new Error(
      `These tests need promtool, and there is none at ${path}. Install Debian's package: ` +
        "apt-get update && apt-get install -y prometheus. Or name another by PROMTOOL_PATH.",
    );
  }
  const child = spawn(path, args, { cwd: folder });
  let said = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (part) => (said += String(part)));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}
