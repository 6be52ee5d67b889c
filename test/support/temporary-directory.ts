/** A folder of a test's own, under the machine's folder of temporary files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryDirectory {
  readonly path: string;
  remove(): void;
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), "tributary-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
