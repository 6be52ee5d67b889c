/**
 * The simulation as one file, made once for many processes: it loads in a tenth of the time that its 600 modules take. A
 * planted fault makes a file of its own, of the modules that it reaches: all others are shared by the searches of a process.
 */
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { nextVersion } from "../support/next-version.ts";
import { type PlantedFault, spoil } from "../support/planted-fault.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { NEXT_FILES } from "./platform/next-files.ts";
import { OPTIONS, PROJECT, SHARED, SharedModules } from "./shared-modules.ts";

export const RUN = "test/simulation/run.ts";
const FIND = "test/simulation/faults/find-fault.ts";
/** What runs a world: its imports say in which sequence modules are loaded. */
const FIRST = "test/simulation/run-seed.ts";
const PARTS = "test/simulation/platform/parts.ts";

export interface SimulationBundle {
  /** The code as it is. */
  readonly path: string;
  /**
   * Bundles the code with a fault in it.
   *
   * @param entry what the bundle begins with: what looks for the fault, where nothing else is named.
   * @throws Error when the fault's place is not there exactly once.
   */
  plant(fault: PlantedFault, entry?: string): Promise<string>;
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
  const shared = new SharedModules(metafile);
  let bundled: Promise<unknown> | undefined;
  let planted = 0;
  return {
    path,
    plant: async (fault, entry = FIND) => {
      planted += 1;
      const outfile = join(folder, `planted-${planted}.mjs`);
      const plugins = [spoiling(fault), ...shared.without(fault.file)];
      await (bundled ??= shared.bundle(folder, FIRST));
      const banner = { js: `import "./${SHARED}";` };
      await build({ ...OPTIONS, entryPoints: [entry], outfile, plugins, banner });
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
