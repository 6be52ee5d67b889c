/** PHP from Debian's packages. Where it is missing, a test says so and fails. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";

const MISSING = "php is missing: apt-get install php-cli";

/** What a script prints. @throws Error with its complaints. */
export function runPhp(...args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync("php", args, { encoding: "utf8" });
  if (error !== undefined) throw new Error(MISSING, { cause: error });
  if (status !== 0) throw new Error(`php ${args.join(" ")}: ${stdout}${stderr}`);
  return stdout;
}

/** Serves a script on a free port of loopback, until the process is killed. */
export async function servePhp(
  script: string,
  settings: Record<string, string>,
): Promise<{ readonly origin: string; readonly process: ChildProcess }> {
  runPhp("--version");
  const host = `localhost:${await freePort()}`;
  const served = spawn("php", ["-S", host, script], { env: { ...process.env, ...settings } });
  let said = "";
  await new Promise<void>((opened, failed) => {
    served.once("error", failed);
    served.once("exit", () => failed(new Error(said)));
    served.stderr.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.includes("started")) opened();
    });
  });
  return { origin: `http://${host}`, process: served };
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "localhost", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
