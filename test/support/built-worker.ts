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

interface Built {
  readonly worker: string;
  readonly service: string;
}

/** Each project of a run loads this file by itself: what they share is the process. */
const BUILT = Symbol.for("tributary.built");
const shared = globalThis as unknown as { [BUILT]?: Promise<Built> };

export async function setup({ provide }: TestProject): Promise<void> {
  const { worker, service } = await (shared[BUILT] ??= build());
  provide("builtWorker", worker);
  provide("builtService", service);
}

async function build(): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-built-"));
  // It finds the project from where it lies. Test runs beside each other have one each.
  const service = join("dist", `tested-${process.pid}`);
  process.on("exit", () => {
    for (const made of [folder, resolve(PROJECT, service)]) rmSync(made, { recursive: true, force: true });
  });
  await Promise.all([buildRelease(join(folder, "bundle")), bundleService(service)]);
  return { worker: join(folder, "bundle"), service: resolve(PROJECT, service) };
}
