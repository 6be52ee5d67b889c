/** A mini program as WeChat's client runs it: its files as CommonJS, with `App`, `Page` and `wx`, and its npm package built. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import vm from "node:vm";
import { PROJECT } from "../service.ts";
import type { Phone } from "./phone.ts";

const PACKAGE = "tributary-miniprogram";

/** The package as `npm pack` makes it. @returns the path of its one file. */
export function buildPackage(directory: string): string {
  const tsc = join(PROJECT, "node_modules/.bin/tsc");
  const config = join(PROJECT, "sdk/miniprogram/tsconfig.build.json");
  execFileSync(tsc, ["-p", config, "--outDir", directory]);
  return join(directory, "tributary.js");
}

type Terms = Record<string, unknown>;

export interface OpenedProgram {
  readonly app: { onShow(options: Terms): void };
  /** A page that is open, by its path. */
  readonly page: (path: string) => Terms & { data: Terms };
}

/** Opens the mini program of a folder, cold: nothing of before but what the phone has stored. */
export function openProgram(folder: string, packageFile: string, phone: Phone): OpenedProgram {
  const apps: OpenedProgram["app"][] = [];
  const pages = new Map<string, Terms & { data: Terms }>();
  const modules = new Map<string, { exports: unknown }>();
  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} as unknown };
    modules.set(file, module);
    const require = (name: string) =>
      load(name === PACKAGE ? packageFile : `${resolve(dirname(file), name)}.js`);
    const parts = {
      wx: phone.wx,
      App: (terms: OpenedProgram["app"]) => apps.push(terms),
      Page: (terms: Terms & { data: Terms }) => {
        const page = { ...terms, setData: (data: Terms) => Object.assign(page.data, data) };
        pages.set(relative(folder, file).replace(/\.js$/, ""), page);
      },
      require,
      module,
      exports: module.exports,
    };
    const names = Object.keys(parts).join(", ");
    vm.runInNewContext(`((${names}) => {\n${readFileSync(file, "utf8")}\n})`)(...Object.values(parts));
    return module.exports;
  };
  load(join(folder, "app.js"));
  const { pages: paths } = JSON.parse(readFileSync(join(folder, "app.json"), "utf8")) as { pages: string[] };
  for (const path of paths) load(join(folder, `${path}.js`));
  const [app] = apps;
  if (app === undefined) throw new Error("app.js calls App once");
  return {
    app,
    page(path) {
      const page = pages.get(path);
      if (page === undefined) throw new Error(`app.json names no page ${path}`);
      return page;
    },
  };
}
