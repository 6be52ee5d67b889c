/** The built Worker that a start runs: the one of `npm run build` where it is up to date, else one built for it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { StartFailure } from "./failure.ts";
import { PROJECT, type Project } from "./project.ts";

export interface Module {
  readonly type: "ESModule" | "CompiledWasm" | "Text" | "Data";
  readonly path: string;
}

/** The built modules, the entry first. `root` is the folder that their names are relative to. */
export interface Bundle {
  readonly root: string;
  readonly modules: readonly Module[];
}

export interface Release extends Bundle {
  readonly project: Project;
}

/** Where `npm run build` puts the Worker, in a folder named for the state of its sources. */
export const PREBUILT = resolve(PROJECT, "dist/worker");
/** What a built Worker says of its project. */
export const PROJECT_FILE = "project.json";

/**
 * Finds the Worker, or builds it below `folder` where the sources are newer. Production files alone have no sources and no
 * wrangler: there the prebuilt one is what is run.
 */
export async function findRelease(folder: string): Promise<Release> {
  if (!existsSync(resolve(PROJECT, "node_modules/wrangler")) || !existsSync(resolve(PROJECT, "worker"))) {
    const names = existsSync(PREBUILT) ? readdirSync(PREBUILT) : [];
    const only = names.find((name) => existsSync(join(PREBUILT, name, PROJECT_FILE)));
    if (only !== undefined) return openRelease(join(PREBUILT, only));
    throw new StartFailure(`There is no built Worker in ${PREBUILT}. \`npm run build\` makes it.`);
  }
  const { buildRelease, sourceHash } = await import("./build/bundle.ts");
  const prebuilt = join(PREBUILT, sourceHash());
  return existsSync(prebuilt) ? openRelease(prebuilt) : await buildRelease(folder);
}

export function openRelease(root: string): Release {
  const project = JSON.parse(readFileSync(join(root, PROJECT_FILE), "utf8")) as Project;
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  const modules = names.flatMap((name) => moduleOf(root, name));
  return { root, project, modules: modules.sort((a, b) => Number(isEntry(b)) - Number(isEntry(a))) };
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
