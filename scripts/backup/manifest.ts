/** What a backup says of itself: its files with their sums, and what code has to know to serve them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { StartFailure } from "../service/failure.ts";
import type { ProjectDatabase } from "../service/project.ts";
import { writeFileDurably } from "./files.ts";

const MANIFEST = "manifest.json";
/** A manifest that older code cannot read rightly has a higher number. */
const FORMAT = 1;

/** Only what a state directory holds, and nothing outside of it. */
const PATH = /^(?:secrets\.json|data(?:\/[\w-][\w.-]*)+\.sqlite)$/;

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  /** Version of the service that made it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** Between these moments the copied state was the state. */
  pinned: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  /** By database. */
  migrations: z.record(z.string(), z.array(z.string())),
  /** Steps of the schema by class of objects, the most that an object has. */
  schemaSteps: z.record(z.string(), z.number()),
  files: z.array(
    z.object({
      path: z.string().regex(PATH),
      bytes: z.int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = Manifest["files"][number];

export function newManifest(parts: Omit<Manifest, "format">): Manifest {
  return { format: FORMAT, ...parts };
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileDurably(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @throws StartFailure for a folder that is no backup which this code can read. */
export function readManifest(folder: string): Manifest {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) {
    throw new StartFailure(`${folder} is no backup, or one that was not finished: it has no ${MANIFEST}.`);
  }
  const stored = parsed(file);
  const format = z.object({ format: z.number() }).safeParse(stored).data?.format ?? 0;
  if (format > FORMAT) {
    throw new StartFailure(
      `${folder} is a backup of a newer Tributary (format ${format}). Restore it with that version.`,
    );
  }
  const manifest = manifestSchema.safeParse(stored);
  if (manifest.success) return manifest.data;
  throw new StartFailure(`${file} is damaged: ${z.prettifyError(manifest.error)}\nUse another backup.`);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new StartFailure(`${file} is damaged: it is no JSON. Use another backup.`);
  }
}

/** Refuses state that was migrated by newer code, in its databases or in its objects: this code would misread it. */
export function requireKnown(
  manifest: Manifest,
  databases: readonly ProjectDatabase[],
  knownSteps: Readonly<Record<string, number>>,
): void {
  const known = new Map(
    databases.map(({ binding, migrations }) => [binding, migrations.map(({ name }) => name)]),
  );
  const unknown = Object.entries(manifest.migrations).flatMap(([binding, names]) =>
    names.filter((name) => known.get(binding)?.includes(name) !== true).map((name) => `${binding}/${name}`),
  );
  for (const [name, steps] of Object.entries(manifest.schemaSteps)) {
    const known = knownSteps[name];
    if (known === undefined) unknown.push(`objects of the class ${name}`);
    else if (steps > known) unknown.push(`step ${steps} of the schema of ${name}, after ${known}`);
  }
  if (unknown.length === 0) return;
  throw new StartFailure(
    `The backup was made by Tributary ${manifest.version}, which is newer than this one: ` +
      `this one does not know ${unknown.join(", ")}. Restore it with that version. Nothing was changed.`,
  );
}
