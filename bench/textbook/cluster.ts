/** A PostgreSQL of the benchmark's own, on a socket in a temporary folder, with the settings it comes with. */
import { type ChildProcess, execFile, type ExecFileOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort } from "../../scripts/service/runtime.ts";
import { postgresFolder } from "../machine/installed.ts";
import { processorMs, processorMsWithChildren } from "../machine/processor-time.ts";
import type { Member } from "../orders/order-load.ts";
import { IN_ONE } from "./in-one.ts";

const run = promisify(execFile);

export interface Textbook {
  /** Answers with a transaction for each order. */
  readonly url: string;
  /** Answers with one transaction for all orders of a request. */
  readonly inOneUrl: string;
  /** Milliseconds of the processor that the server and its database used so far. */
  processorMs(): number;
  stop(): Promise<void>;
}

/** Starts the cluster and the server before it; undefined where PostgreSQL is not installed. */
export async function startTextbook(
  apiKeys: readonly string[],
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
  const database = await startDatabase(programs, data, folder, owner);
  await fill(folder, apiKeys, members);
  const port = await freePort({ host: "127.0.0.1", port: 0 });
  const server = spawn(
    process.execPath,
    [resolve(import.meta.dirname, "server.ts"), "--socket", folder, "--port", String(port)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await new Promise((listening) => server.stdout.once("data", listening));
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    inOneUrl: `${url}${IN_ONE}`,
    processorMs: () => processorMs(server.pid ?? 0) + processorMsWithChildren(database.pid ?? 0),
    stop: async () => {
      await ended(server, "SIGKILL");
      // The fast way to stop, with which it ends its sessions itself.
      await ended(database, "SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Started by ourselves and not by `pg_ctl`, which would put it into a session of its own. As a child it has our place
 * in the kernel's shares, and our nice value.
 */
async function startDatabase(
  programs: string,
  data: string,
  folder: string,
  owner: ExecFileOptions,
): Promise<ChildProcess> {
  const database = spawn(join(programs, "postgres"), ["-D", data, "-k", folder, "-c", "listen_addresses="], {
    ...owner,
    stdio: "ignore",
  });
  for (let tries = 0; tries < 200; tries += 1) {
    if (database.exitCode !== null) throw new Error("PostgreSQL did not start");
    const client = new Client({ host: folder, user: "postgres", database: "postgres" });
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    if (connected) {
      await client.end();
      return database;
    }
    await wait(50);
  }
  throw new Error("PostgreSQL does not answer");
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const end = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await end;
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

async function fill(socket: string, apiKeys: readonly string[], members: readonly Member[]): Promise<void> {
  const client = new Client({ host: socket, user: "postgres", database: "postgres" });
  await client.connect();
  await client.query(readFileSync(resolve(import.meta.dirname, "schema.sql"), "utf8"));
  const hashes = apiKeys.map((key) => createHash("sha256").update(key).digest("hex"));
  await client.query("INSERT INTO api_keys SELECT unnest($1::text[]), 'bench'", [hashes]);
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
