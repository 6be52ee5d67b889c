/** What many bundles share: packages, each in a file of its own, and all modules that do not reach a planted fault, in one. */
import { writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

export const PROJECT = resolve(import.meta.dirname, "../..");

export const OPTIONS = {
  absWorkingDir: PROJECT,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  alias: { "cloudflare:workers": resolve(import.meta.dirname, "platform/cloudflare-workers.ts") },
  logLevel: "warning",
} as const satisfies BuildOptions;

const PACKAGES = "node_modules/";
export const SHARED = "shared.mjs";
/** Where the shared modules of a process are found. */
const REGISTRY = "globalThis.sharedModules";

export class SharedModules {
  /** Names of packages as the project's code imports them. */
  readonly #packages: readonly string[];
  /** Paths of the project's own modules. */
  readonly #own: readonly string[];
  /** By module: those that import it. */
  readonly #importers = new Map<string, string[]>();

  constructor({ inputs }: Metafile) {
    const own = Object.entries(inputs).filter(([path]) => !path.startsWith(PACKAGES));
    const packages = new Set<string>();
    for (const [path, { imports }] of own) {
      for (const { path: imported, original = "" } of imports) {
        if (imported.startsWith(PACKAGES)) packages.add(original);
        else this.#importers.set(imported, [...(this.#importers.get(imported) ?? []), path]);
      }
    }
    this.#packages = [...packages];
    this.#own = own.map(([path]) => path);
  }

  /** @param first the module whose imports say in which sequence modules are loaded. */
  async bundle(folder: string, first: string): Promise<void> {
    const packages = this.#packages.map((name, at) => [`package-${at}`, name]);
    const entry = join(folder, "shared-entry.js");
    // What begins as soon as it is loaded is nobody's.
    const parts = this.#own.filter((path) => this.#importers.has(path));
    const names = [first, ...parts].map((path) => JSON.stringify(join(PROJECT, path)));
    const imports = names.map((name, at) => `import * as m${at} from ${name};`);
    const entries = parts.map((path, at) => `${JSON.stringify(path)}: m${at + 1}`);
    writeFileSync(entry, `${imports.join("\n")}\n${REGISTRY} = { ${entries.join(", ")} };\n`);
    await Promise.all([
      build({
        ...OPTIONS,
        entryPoints: Object.fromEntries(packages),
        splitting: true,
        // A package that ships both forms is taken in the one that names what it exports.
        mainFields: ["module", "main"],
        outdir: folder,
        outExtension: { ".js": ".mjs" },
      }),
      build({
        ...OPTIONS,
        entryPoints: [entry],
        outfile: join(folder, SHARED),
        plugins: [this.#packagesApart()],
      }),
    ]);
  }

  /** Leaves to what is shared whatever does not reach a module. */
  without(file: string): Plugin[] {
    const reaching = this.#reaching(file);
    const own = new Set(this.#own);
    const shared: Plugin = {
      name: "modules apart",
      setup: (bundling) => {
        bundling.onResolve({ filter: /^\./ }, ({ path, importer, namespace }) => {
          if (importer === "" || namespace === "shared") return null;
          const name = relative(PROJECT, resolve(dirname(importer), path));
          return own.has(name) && !reaching.has(name) ? { path: name, namespace: "shared" } : null;
        });
        bundling.onLoad({ filter: /./, namespace: "shared" }, ({ path }) => ({
          contents: `module.exports = ${REGISTRY}[${JSON.stringify(path)}];`,
        }));
      },
    };
    return [this.#packagesApart(), shared];
  }

  #packagesApart(): Plugin {
    return {
      name: "packages apart",
      setup: (bundling) =>
        bundling.onResolve({ filter: /^[^./]/ }, ({ path }) => {
          const place = this.#packages.indexOf(path);
          return place === -1 ? null : { path: `./package-${place}.mjs`, external: true };
        }),
    };
  }

  /** The module, and all that import it, or import what does. */
  #reaching(file: string): ReadonlySet<string> {
    const reaching = new Set([file]);
    for (const module of reaching)
      for (const importer of this.#importers.get(module) ?? []) reaching.add(importer);
    return reaching;
  }
}
