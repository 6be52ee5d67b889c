/** Builds the Worker with wrangler, as a deployment would, once per state of its sources. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { StartFailure } from "../failure.ts";
import { PROJECT } from "../project.ts";
import { openRelease, PAGES_FOLDER, PROJECT_FILE, type Release } from "../release.ts";

const SOURCES = [
  "worker/**/*",
  "durable-objects/**/*",
  "domain/**/*",
  "migrations/**/*",
  "dashboard/**/*",
  "scripts/pages/*",
  // What the reference for people is made of.
  "scripts/docs/reference/*",
  "docs/**/*.md",
  "*.md",
  "sdk/node/README.md",
];
const SETTINGS = ["wrangler.toml", "tsconfig.json", "package-lock.json", ".dev.vars.example"];

/** The Worker of the present sources below `folder`, which holds no other then. */
export async function buildRelease(folder: string): Promise<Release> {
  const finished = join(folder, sourceHash());
  if (!existsSync(finished)) await build(folder, finished);
  return openRelease(finished);
}

async function build(folder: string, finished: string): Promise<void> {
  const unfinished = `${finished}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const wrangler = resolve(PROJECT, "node_modules/wrangler/bin/wrangler.js");
  const pages = join(unfinished, PAGES_FOLDER);
  const command = [wrangler, "deploy", "--dry-run", "--outdir", unfinished, "--assets", pages];
  try {
    await promisify(execFile)(process.execPath, [resolve(PROJECT, "scripts/pages.mjs"), pages], {
      cwd: PROJECT,
    });
    await promisify(execFile)(process.execPath, command, { cwd: PROJECT, env: quiet(folder) });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const said = stripVTControlCharacters(`${stderr ?? ""}${stdout ?? ""}`);
    throw new StartFailure(
      `The Worker does not build:\n${said.replace(/^.*Logs were written to.*$/m, "").trim()}`,
    );
  }
  const { readProject } = await import("./read-project.ts");
  writeFileSync(join(unfinished, PROJECT_FILE), `${JSON.stringify(readProject(), null, 2)}\n`);
  // Of no use to the runtime, and it names folders of the machine that built it.
  rmSync(join(unfinished, "index.js.map"), { force: true });
  renameSync(unfinished, finished);
  rmSync(logIn(folder), { force: true });
}

function logIn(folder: string): string {
  return join(folder, "wrangler.log");
}

/** wrangler asks no registry, sends nothing and writes no log outside STATE_DIR. */
function quiet(folder: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: logIn(folder),
    CI: "1",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
  };
}

/** Names the state of everything that the built Worker is made of. */
export function sourceHash(): string {
  const hash = createHash("sha256");
  const files = globSync(SOURCES, { cwd: PROJECT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), ...SETTINGS.map((name) => resolve(PROJECT, name))]) {
    hash
      .update(`${file.slice(PROJECT.length)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 32);
}
