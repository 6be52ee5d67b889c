/** A clean folder with what an image has: the built files and the packages of production, and nothing that builds or tests. */
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bundleService, SERVICE_FOLDER } from "../../scripts/service/build/bundle-service.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

/** @param builtWorker folder of the built Worker. */
export async function copyProductionFiles(folder: string, builtWorker: string): Promise<void> {
  await bundleService();
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(PROJECT, file), join(folder, file));
  cpSync(join(PROJECT, SERVICE_FOLDER), join(folder, SERVICE_FOLDER), { recursive: true });
  cpSync(builtWorker, join(folder, "dist/worker"), { recursive: true });
  const { packages } = JSON.parse(readFileSync(join(PROJECT, "package-lock.json"), "utf8")) as Lock;
  for (const [path, { dev = false }] of Object.entries(packages)) {
    // Node runs the test already: the one that npm brings is left out, as the image leaves it out.
    if (path === "" || dev || path.startsWith("node_modules/node")) continue;
    if (existsSync(join(PROJECT, path))) copyPackage(path, folder);
  }
}

/** Its own files; packages below it have entries of their own. */
function copyPackage(path: string, folder: string): void {
  const source = join(PROJECT, path);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  cpSync(source, join(folder, path), {
    recursive: true,
    filter: (file) => !file.slice(source.length).includes("node_modules"),
  });
}
