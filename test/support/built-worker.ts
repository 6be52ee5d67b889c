/** The Worker is built once for all tests that start the service: `temporaryStateDirectory` puts it where a start looks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildRelease } from "../../scripts/service/build/bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of bundles, as STATE_DIR has one. */
    readonly builtWorker: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-built-"));
  await buildRelease(join(folder, "bundle"));
  provide("builtWorker", join(folder, "bundle"));
  return () => rmSync(folder, { recursive: true, force: true });
}
