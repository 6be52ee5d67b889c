/** A PostgreSQL of the benchmark's own, on a socket in a temporary folder, with the settings it comes with. */
import { execFile, type ExecFileOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort } from "../../scripts/service/runtime.ts";
import { postgresFolder } from "../installed.ts";
import type { Member } from "../order-load.ts";

const run = promisify(execFile);

export interface Textbook {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the cluster and the server before it; undefined where PostgreSQL is not installed. */
export async function startTextbook(
  apiKey: string,
  members: readonly Member[],
): Promise<Textbook | undefined> {
  const programs = postgresFolder();
  if (programs === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "tributary-textbook-"));
  const owner = await ownerOf(folder);
  const data = join(folder, "data");
  await run(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "--no-locale", "-E", "UTF8"],
    owner,
  );
  const options = `-k ${folder} -c listen_addresses=''`;
  const control = (...more: string[]) =>
    run(join(programs, "pg_ctl"), ["-D", data, "-w", "-s", ...more], owner);
  await control("-l", join(folder, "log"), "-o", options, "start");
  await fill(folder, apiKey, members);
  const port = await freePort({ host: "127.0.0.1", port: 0 });
  const server = spawn(
    process.execPath,
    [resolve(import.meta.dirname, "server.ts"), "--socket", folder, "--port", String(port)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await new Promise((listening) => server.stdout.once("data", listening));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGKILL");
      await ended;
      await control("-m", "fast", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then its own account runs it, and owns the folder. */
async function ownerOf(folder: string): Promise<ExecFileOptions> {
  if (process.getuid?.() !== 0) return {};
  const { stdout } = await run("id", ["-u", "postgres"]);
  const { stdout: group } = await run("id", ["-g", "postgres"]);
  const [uid, gid] = [Number(stdout), Number(group)];
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
  return { uid, gid, cwd: folder };
}

async function fill(socket: string, apiKey: string, members: readonly Member[]): Promise<void> {
  const client = new Client({ host: socket, user: "postgres", database: "postgres" });
  await client.connect();
  await client.query(readFileSync(resolve(import.meta.dirname, "schema.sql"), "utf8"));
  const hash = createHash("sha256").update(apiKey).digest("hex");
  await client.query("INSERT INTO api_keys VALUES ($1, 'bench')", [hash]);
  const ids = members.map(({ promoter }) => promoter);
  await client.query("INSERT INTO promoters SELECT unnest($1::bigint[])", [ids]);
  await client.query("INSERT INTO wallets (promoter) SELECT id FROM promoters");
  const lines = linesOf(members);
  await client.query("INSERT INTO closure SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[])", [
    lines.map(([descendant]) => descendant),
    lines.map(([, depth]) => depth),
    lines.map(([, , ancestor]) => ancestor),
  ]);
  await client.query("ANALYZE");
  await client.end();
}

/** Every promoter with each one above it, itself included. */
function linesOf(members: readonly Member[]): [number, number, number][] {
  const uplines = new Map<number, number | null>(members.map(({ promoter, upline }) => [promoter, upline]));
  return members.flatMap(({ promoter }) => {
    const lines: [number, number, number][] = [];
    for (let at: number | null = promoter; at !== null; at = uplines.get(at) ?? null) {
      lines.push([promoter, lines.length, at]);
    }
    return lines;
  });
}
