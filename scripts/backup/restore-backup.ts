/**
 * Puts a state directory back to what a backup holds. All of the backup is copied and checked before anything is moved,
 * and what was there is kept. A restore that is broken off leaves nothing that a service would start on.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StartFailure } from "../service/failure.ts";
import { killLeftover } from "../service/orphans.ts";
import type { Project } from "../service/project.ts";
import { type StateDirectory, takeStateDirectory } from "../service/state-directory.ts";
import { damageOf, requireRoom, sha256Of, syncToDisk } from "./files.ts";
import { KNOWN_STEPS } from "./known-schemas.ts";
import { type Manifest, type ManifestFile, readManifest, requireKnown } from "./manifest.ts";
import { raisePromoterNumbers } from "./raise-numbers.ts";
import { DATA, fileGroups } from "./stored-files.ts";
import type { Progress } from "./progress.ts";

export interface RestoreOptions {
  /** Folder of the backup. */
  readonly backup: string;
  readonly stateDirectory: string;
  /** Moves state that is there aside, in place of refusing. */
  readonly replaces: boolean;
  readonly project: Pick<Project, "databases">;
  readonly progress: Progress;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where the state that was there lies now; null where there was none. */
  readonly movedTo: string | null;
}

export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const backup = resolve(options.backup);
  const manifest = readManifest(backup);
  requireKnown(manifest, options.project.databases, KNOWN_STEPS);
  const state = await takeStateDirectory(options.stateDirectory);
  try {
    const isEmpty = !existsSync(state.data) && !existsSync(state.secrets);
    if (!isEmpty && !options.replaces) {
      throw new StartFailure(
        `${state.path} holds state. Choose an empty STATE_DIR, or add --replace: it moves what is there aside.`,
      );
    }
    await killLeftover(state.runtimePid);
    const copies = copiesIn(state.path);
    await copyAll(options.progress, backup, manifest, copies)
      .then(() => raiseNumbers(options.project.databases, manifest, copies, state))
      .catch((error: unknown) => {
        rmSync(copies, { recursive: true, force: true });
        throw error;
      });
    return { manifest, movedTo: moveIntoPlace(state, copies) };
  } finally {
    state.release();
  }
}

/** Where files are copied to and checked. */
export function copiesIn(stateDirectory: string): string {
  return join(resolve(stateDirectory), "restoring.unfinished");
}

async function copyAll(
  progress: Progress,
  backup: string,
  manifest: Manifest,
  copies: string,
): Promise<void> {
  rmSync(copies, { recursive: true, force: true });
  mkdirSync(copies, { recursive: true, mode: 0o700 });
  requireRoom(
    copies,
    manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  progress.expect(manifest.files.length);
  for (const file of manifest.files) {
    await copyChecked(file, backup, copies);
    progress.done(file.bytes);
  }
}

/** The service goes on from the backup: what it gives from now on was given to nobody since. */
function raiseNumbers(
  databases: Project["databases"],
  { pinned }: Manifest,
  copies: string,
  { data }: StateDirectory,
): void {
  const group = fileGroups(databases).find(({ name }) => name === "CONFIG");
  for (const file of group?.files(join(copies, DATA)) ?? []) {
    const restored = join(copies, DATA, file);
    raisePromoterNumbers(restored, join(data, file), Date.now() - Date.parse(pinned.from));
    syncToDisk(restored);
  }
}

async function copyChecked({ path, sha256 }: ManifestFile, backup: string, copies: string): Promise<void> {
  const source = join(backup, path);
  if (!existsSync(source)) throw damaged(`${source} is missing`);
  const copy = join(copies, path);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  copyFileSync(source, copy);
  syncToDisk(copy);
  syncToDisk(dirname(copy));
  if ((await sha256Of(copy)) !== sha256) throw damaged(`${source} is not as it was when the backup was made`);
  const damage = path.endsWith(".sqlite") ? damageOf(copy) : null;
  if (damage !== null) throw damaged(`${source} is no whole database: ${damage}`);
}

function damaged(what: string): StartFailure {
  return new StartFailure(`${what}. Nothing was changed. Use another backup.`);
}

/** @returns where the state that was there lies now. */
function moveIntoPlace({ path, restoring, data, secrets }: StateDirectory, copies: string): string | null {
  // From here on, until all is in its place, no service starts on this state.
  rmSync(restoring, { recursive: true, force: true });
  renameSync(copies, restoring);
  syncToDisk(path);
  const old = [data, secrets].filter((one) => existsSync(one));
  const movedTo = old.length === 0 ? null : folderForOld(path);
  if (movedTo !== null) {
    for (const one of old) renameSync(one, join(movedTo, one.slice(path.length)));
    syncToDisk(movedTo);
  }
  for (const name of readdirSync(restoring)) renameSync(join(restoring, name), join(path, name));
  syncToDisk(path);
  rmdirSync(restoring);
  syncToDisk(path);
  return movedTo;
}

function folderForOld(path: string): string {
  const folder = join(path, `replaced-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
