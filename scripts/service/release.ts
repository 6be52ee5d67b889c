/** A built Worker on disk, with what it says of its project. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
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

/** Folder of a built Worker with the pages that it serves. */
export const PAGES_FOLDER = "pages";

/** Reads what was built into a folder. */
export function openRelease(root: string): Release {
  const project = JSON.parse(readFileSync(join(root, PROJECT_FILE), "utf8")) as Project;
  const names = readdirSync(root, { recursive: true, encoding: "utf8" });
  const modules = names.filter((name) => !isPage(name)).flatMap((name) => moduleOf(root, name));
  return { root, project, modules: modules.sort((a, b) => Number(isEntry(b)) - Number(isEntry(a))) };
}

/** Scripts of pages run in browsers. */
function isPage(name: string): boolean {
  return name.split(/[/\\]/)[0] === PAGES_FOLDER;
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
