/** Finds programs that a machine may have. */
import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";

/** System folders that are not on every person's path. */
const FOLDERS = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

/** The path of an installed program, or undefined. */
export function programPath(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(isExecutable);
}

export function isInstalled(name: string): boolean {
  return programPath(name) !== undefined;
}

/** Folder of PostgreSQL's own programs, newest version first: Debian keeps them off the path. */
export function postgresFolder(): string | undefined {
  const versions = globSync("/usr/lib/postgresql/*/bin").sort(
    (a, b) =>
      Number.parseInt(b.split("/").at(-2) ?? "0", 10) - Number.parseInt(a.split("/").at(-2) ?? "0", 10),
  );
  return [...versions, ...FOLDERS].find((folder) => isExecutable(join(folder, "initdb")));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
