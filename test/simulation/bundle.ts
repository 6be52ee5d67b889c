/**
 * The simulation as one file, made once for many processes: it loads in a tenth of the time that its 600 modules take. A
 * planted fault makes a file of its own, for which the project's code alone is bundled again.
 */
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { nextVersion } from "../support/next-version.ts";
import { type PlantedFault, spoil } from "../support/planted-fault.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { NEXT_FILES } from "./platform/next-files.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const RUN = "test/simulation/run.ts";
const PARTS = "test/simulation/platform/parts.ts";

const OPTIONS = {
  absWorkingDir: PROJECT,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  alias: { "cloudflare:workers": resolve(import.meta.dirname, "platform/cloudflare-workers.ts") },
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Names of packages as the project's code imports them. */
type Packages = readonly string[];

export interface SimulationBundle {
  /** The code as it is. */
  readonly path: string;
  /** Bundles the code with a fault in it, and says where. @throws Error when its place is not there exactly once. */
  plant(fault: PlantedFault): Promise<string>;
  remove(): void;
}

export async function bundleSimulation(): Promise<SimulationBundle> {
  const root = temporaryDirectory();
  // As deep as the code that finds the migrations from where it lies.
  const folder = join(root.path, dirname(PARTS));
  cpSync(join(PROJECT, "migrations"), join(root.path, "migrations"), { recursive: true });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "simulation.mjs");
  const [{ metafile }] = await Promise.all([
    build({ ...OPTIONS, entryPoints: [RUN], outfile: path, sourcemap: true, metafile: true }),
    bundleNext(folder),
  ]);
  const packages = packagesOf(metafile);
  let bundled: Promise<unknown> | undefined;
  let planted = 0;
  return {
    path,
    plant: async (fault) => {
      planted += 1;
      const outfile = join(folder, `planted-${planted}.mjs`);
      const plugins = [spoiling(fault), apart(packages)];
      await (bundled ??= bundlePackages(packages, folder));
      await build({ ...OPTIONS, entryPoints: [RUN], outfile, plugins });
      return outfile;
    },
    remove: () => root.remove(),
  };
}

/** The parts of the next version, and the last migration of its configuration. */
async function bundleNext(folder: string): Promise<void> {
  const next = nextVersion();
  try {
    const migrations = join(next.path, "migrations/config");
    const newest = readdirSync(migrations).toSorted().at(-1) ?? "";
    cpSync(join(migrations, newest), join(folder, NEXT_FILES.migration));
    const parts = join(next.path, PARTS);
    cpSync(join(PROJECT, PARTS), parts);
    await build({
      ...OPTIONS,
      entryPoints: [parts],
      outfile: join(folder, NEXT_FILES.parts),
    });
  } finally {
    next.remove();
  }
}

async function bundlePackages(packages: Packages, folder: string): Promise<void> {
  const entries = packages.map((name, at) => [`package-${at}`, name]);
  await build({
    ...OPTIONS,
    entryPoints: Object.fromEntries(entries),
    splitting: true,
    // A package that ships both forms is taken in the one that names what it exports.
    mainFields: ["module", "main"],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
  });
}

function packagesOf({ inputs }: Metafile): Packages {
  const own = Object.entries(inputs).filter(([path]) => !path.startsWith("node_modules/"));
  const imports = own.flatMap(([, input]) => input.imports);
  const named = imports.filter(({ path }) => path.startsWith("node_modules/"));
  return [...new Set(named.map(({ original = "" }) => original))];
}

/** Leaves packages to the files that hold them already. */
function apart(packages: Packages): Plugin {
  return {
    name: "packages apart",
    setup: (bundling) =>
      bundling.onResolve({ filter: /^[^./]/ }, ({ path }) =>
        packages.includes(path) ? { path: `./package-${packages.indexOf(path)}.mjs`, external: true } : null,
      ),
  };
}

function spoiling(fault: PlantedFault): Plugin {
  const file = resolve(PROJECT, fault.file);
  return {
    name: "a planted fault",
    setup: (bundling) =>
      bundling.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === file ? { contents: spoil(fault), loader: "ts" } : null,
      ),
  };
}
