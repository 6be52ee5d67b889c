/** Reads with wrangler what a service has to know of the project, once: a start finds it beside the built Worker. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { type Migration, type Project, PROJECT } from "../project.ts";

/** What is read of wrangler's configuration. */
interface Configuration {
  readonly name?: string;
  readonly d1_databases: readonly { readonly binding: string; readonly migrations_dir?: string }[];
  readonly triggers: { readonly crons?: readonly string[] };
  readonly vars: Record<string, unknown>;
}

export function readProject(): Project {
  const file = resolve(PROJECT, "wrangler.toml");
  // What it names has to be there.
  mkdirSync(resolve(PROJECT, "dist/pages"), { recursive: true });
  const config: Configuration = unstable_readConfig({ config: file }, { hideWarnings: true });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(file);
  const { rootPath: _root, modulesRules: _rules, queueProducers, queueConsumers, ...options } = workerOptions;
  const ids = workerOptions["d1Databases"] as Readonly<Record<string, { readonly id: string } | undefined>>;
  return {
    name: config.name ?? "tributary",
    options: { ...options },
    databases: config.d1_databases.map((database) => ({
      binding: database.binding,
      id: ids[database.binding]?.id ?? "",
      migrations: migrationsIn(resolve(PROJECT, database.migrations_dir ?? "migrations")),
    })),
    producers: queueProducers as Project["producers"],
    consumers: queueConsumers as Project["consumers"],
    crons: config.triggers.crons ?? [],
    settable: [...Object.keys(config.vars), ...secretNames()],
  };
}

function migrationsIn(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, statements: unstable_splitSqlQuery(readFileSync(join(folder, name), "utf8")) }));
}

function secretNames(): string[] {
  const example = readFileSync(resolve(PROJECT, ".dev.vars.example"), "utf8");
  return [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].flatMap(([, name]) => name ?? []);
}
