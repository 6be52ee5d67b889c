/**
 * Makes a backup of a state directory, also while a service runs on it. A backup has its name only when all of it is
 * there, is whole, and is on disk.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { backup } from "node:sqlite";
import { StartFailure } from "../service/failure.ts";
import type { Project } from "../service/project.ts";
import { damageOf, requireRoom, sha256Of, syncToDisk } from "./files.ts";
import { type Manifest, type ManifestFile, newManifest, writeManifest } from "./manifest.ts";
import type { Progress } from "./progress.ts";
import {
  databasesAtOnce,
  eachPinned,
  migrationsOf,
  type PinnedFile,
  release,
  schemaStepsOf,
} from "./snapshot.ts";
import { DATA, fileGroups, fileOfDatabase, pathInBackup } from "./stored-files.ts";

const SECRETS = "secrets.json";
/** 8 MiB: between two steps the progress is shown. */
const PAGES_PER_STEP = 2_048;

export interface BackupOptions {
  readonly stateDirectory: string;
  /** The folder that becomes the backup. It must not be there. */
  readonly target: string;
  readonly project: Pick<Project, "databases">;
  readonly version: string;
  readonly progress: Progress;
  /** Databases that are held at once. */
  readonly atOnce?: number;
}

export interface Taken {
  readonly target: string;
  readonly manifest: Manifest;
  /** Above 1 where not all databases could be held at once. */
  readonly parts: number;
}

export async function takeBackup(options: BackupOptions): Promise<Taken> {
  const target = resolve(options.target);
  const state = resolve(options.stateDirectory);
  if (!existsSync(join(state, DATA))) {
    throw new StartFailure(`${state} holds no state. Say with STATE_DIR which folder the service has.`);
  }
  if (existsSync(target)) throw new StartFailure(`${target} is there already. Choose another name.`);
  const unfinished = unfinishedOf(target);
  try {
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    requireRoom(unfinished, bytesOf(options));
    const taken = await copyState(options, state, unfinished);
    finish(unfinished, target, taken.manifest);
    return { target, ...taken };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Where a backup grows until it is whole. */
export function unfinishedOf(target: string): string {
  return `${resolve(target)}.unfinished`;
}

function bytesOf({ stateDirectory, project }: BackupOptions): number {
  const data = join(resolve(stateDirectory), DATA);
  const sizes = fileGroups(project.databases)
    .flatMap((group) => group.files(data))
    .flatMap((file) => [file, `${file}-wal`])
    .map((file) => statSync(join(data, file), { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function copyState(
  { project, version, progress, atOnce = databasesAtOnce() }: BackupOptions,
  state: string,
  folder: string,
): Promise<Omit<Taken, "target">> {
  const files: ManifestFile[] = [];
  const migrations: Record<string, string[]> = {};
  const schemaSteps: Record<string, number> = {};
  const bindings = new Map(project.databases.map(({ binding, id }) => [fileOfDatabase(id), binding]));
  const copyPart = async (pinned: readonly PinnedFile[]): Promise<void> => {
    progress.expect(pinned.length);
    for (const one of pinned) {
      const binding = bindings.get(one.file.slice(one.file.lastIndexOf("/") + 1));
      if (binding !== undefined) migrations[binding] = migrationsOf(one);
      const schema = schemaStepsOf(one);
      if (schema !== null) {
        schemaSteps[schema.class] = Math.max(schemaSteps[schema.class] ?? 0, schema.steps);
      }
      files.push(await copyDatabase(one, folder, progress));
    }
  };
  const groups = fileGroups(project.databases);
  const { fromMs, toMs, parts } = await eachPinned(join(state, DATA), groups, atOnce, copyPart);
  files.push(...(await copySecrets(state, folder)));
  const iso = (ms: number) => new Date(ms).toISOString();
  const pinned = { from: iso(fromMs), to: iso(toMs) };
  return {
    manifest: newManifest({ version, createdAt: iso(Date.now()), pinned, migrations, schemaSteps, files }),
    parts,
  };
}

async function copyDatabase(pinned: PinnedFile, folder: string, progress: Progress): Promise<ManifestFile> {
  const path = pathInBackup(pinned.file);
  const copy = join(folder, path);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  await backup(pinned.database, copy, {
    rate: PAGES_PER_STEP,
    progress: ({ totalPages, remainingPages }) =>
      progress.within(pinned.file, 1 - remainingPages / totalPages),
  });
  release([pinned]);
  const damage = damageOf(copy);
  if (damage !== null) {
    throw new StartFailure(
      `${pinned.file} of the state is damaged: ${damage}. No backup was made. Keep the earlier ones.`,
    );
  }
  const file = await sealed(copy, path);
  progress.done(file.bytes);
  return file;
}

/** Keys that came from the environment alone are in no file, and so in no backup. */
async function copySecrets(state: string, folder: string): Promise<ManifestFile[]> {
  const source = join(state, SECRETS);
  if (!existsSync(source)) return [];
  const copy = join(folder, SECRETS);
  copyFileSync(source, copy);
  return [await sealed(copy, SECRETS)];
}

/** Nobody else may read it; it is on disk, and its sum is known. */
async function sealed(file: string, path: string): Promise<ManifestFile> {
  chmodSync(file, 0o600);
  syncToDisk(file);
  return { path, bytes: statSync(file).size, sha256: await sha256Of(file) };
}

function finish(unfinished: string, target: string, manifest: Manifest): void {
  writeManifest(unfinished, manifest);
  const folders = new Set(manifest.files.flatMap(({ path }) => foldersOf(path)));
  for (const folder of folders) syncToDisk(join(unfinished, folder));
  renameSync(unfinished, target);
  syncToDisk(dirname(target));
}

/** All folders on the way to a file, the deepest first. */
function foldersOf(path: string): string[] {
  const parent = dirname(path);
  return parent === "." ? [parent] : [parent, ...foldersOf(parent)];
}
