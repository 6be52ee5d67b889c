/** Builds the Worker with wrangler, as a deployment would, once per state of its sources. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { StartFailure } from "./failure.ts";
import { PROJECT } from "./project.ts";

const SOURCES = ["worker/**/*", "durable-objects/**/*", "domain/**/*"];
const SETTINGS = ["wrangler.toml", "tsconfig.json", "package-lock.json"];

export interface Module {
  readonly type: "ESModule" | "CompiledWasm" | "Text" | "Data";
  readonly path: string;
}

/** The built modules, the entry first. `root` is the folder that their names are relative to. */
export interface Bundle {
  readonly root: string;
  readonly modules: readonly Module[];
}

export async function buildBundle(folder: string): Promise<Bundle> {
  const finished = join(folder, sourceHash());
  if (!existsSync(finished)) await build(folder, finished);
  return { root: finished, modules: modulesOf(finished) };
}

async function build(folder: string, finished: string): Promise<void> {
  const unfinished = `${finished}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const wrangler = resolve(PROJECT, "node_modules/wrangler/bin/wrangler.js");
  const command = [wrangler, "deploy", "--dry-run", "--outdir", unfinished];
  try {
    await promisify(execFile)(process.execPath, command, { cwd: PROJECT, env: quiet(folder) });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const said = stripVTControlCharacters(`${stderr ?? ""}${stdout ?? ""}`);
    throw new StartFailure(
      `The Worker does not build:\n${said.replace(/^.*Logs were written to.*$/m, "").trim()}`,
    );
  }
  renameSync(unfinished, finished);
}

/** wrangler asks no registry, sends nothing and writes no log outside STATE_DIR. */
function quiet(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: join(folder, "wrangler.log"),
    CI: "1",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  };
}

function sourceHash(): string {
  const hash = createHash("sha256");
  const files = globSync(SOURCES, { cwd: PROJECT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), ...SETTINGS.map((name) => resolve(PROJECT, name))]) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 32);
}

function modulesOf(folder: string): Module[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const modules = names.flatMap((name) => moduleOf(folder, name));
  return modules.sort((a, b) => Number(isEntry(b)) - Number(isEntry(a)));
}

function isEntry(module: Module): boolean {
  return module.path.endsWith("/index.js");
}

function moduleOf(folder: string, name: string): Module[] {
  const path = join(folder, name);
  if (/\.m?js$/.test(name)) return [{ type: "ESModule", path }];
  if (name.endsWith(".wasm")) return [{ type: "CompiledWasm", path }];
  if (/\.(txt|html|sql)$/.test(name)) return [{ type: "Text", path }];
  return name.endsWith(".bin") ? [{ type: "Data", path }] : [];
}
