/** Where the project lies, and what its `wrangler.toml` says. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";

export const PROJECT = resolve(import.meta.dirname, "../..");

export interface Project {
  readonly name: string;
  /** Bindings and options for the local runtime, read from `wrangler.toml` so that no second list exists. */
  readonly options: Record<string, unknown>;
  readonly databases: readonly ProjectDatabase[];
  readonly crons: readonly string[];
  /** Names that the environment may set: `[vars]` and the secrets of `.dev.vars.example`. */
  readonly settable: readonly string[];
}

/** A D1 database: the Worker's name for it, its id, and the folder of its migrations. */
export interface ProjectDatabase {
  readonly binding: string;
  readonly id: string;
  readonly migrations: string;
}

/** What is read of wrangler's configuration. */
interface Configuration {
  readonly name?: string;
  readonly d1_databases: readonly { readonly binding: string; readonly migrations_dir?: string }[];
  readonly triggers: { readonly crons?: readonly string[] };
  readonly vars: Record<string, unknown>;
}

export function readProject(): Project {
  const file = resolve(PROJECT, "wrangler.toml");
  const config: Configuration = unstable_readConfig({ config: file }, { hideWarnings: true });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(file);
  const ids = workerOptions["d1Databases"] as Readonly<Record<string, { readonly id: string } | undefined>>;
  return {
    name: config.name ?? "tributary",
    options: { ...workerOptions },
    databases: config.d1_databases.map((database) => ({
      binding: database.binding,
      id: ids[database.binding]?.id ?? "",
      migrations: resolve(PROJECT, database.migrations_dir ?? "migrations"),
    })),
    crons: config.triggers.crons ?? [],
    settable: [...Object.keys(config.vars), ...secretNames()],
  };
}

function secretNames(): string[] {
  const example = readFileSync(resolve(PROJECT, ".dev.vars.example"), "utf8");
  return [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].flatMap(([, name]) => name ?? []);
}
