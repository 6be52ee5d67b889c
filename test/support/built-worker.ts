/**
 * The Worker and the service are built once for all tests that start the service. `temporaryStateDirectory` puts the Worker
 * where a start looks, and `runService` runs the built service, which starts in two thirds of the time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { buildRelease } from "../../scripts/service/build/bundle.ts";
import { bundleService } from "../../scripts/service/build/bundle-service.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of bundles, as STATE_DIR has one. */
    readonly builtWorker: string;
    /** Folder of the bundled service, as `npm run build` makes it. */
    readonly builtService: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-built-"));
  // It finds the project from where it lies. Test runs beside each other have one each.
  const service = join("dist", `tested-${process.pid}`);
  await Promise.all([buildRelease(join(folder, "bundle")), bundleService(service)]);
  provide("builtWorker", join(folder, "bundle"));
  provide("builtService", resolve(PROJECT, service));
  return () => {
    for (const made of [folder, resolve(PROJECT, service)]) rmSync(made, { recursive: true, force: true });
  };
}
