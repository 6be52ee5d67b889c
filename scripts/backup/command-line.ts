/** `npm run backup` and `npm run restore`: arguments, messages, exit codes, and an end by a signal that leaves nothing. */
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { argumentsOr, exitWith, stateDirectoryPath, wrongUsage } from "../service/arguments.ts";
import { findProject } from "../service/find-release.ts";
import { PROJECT } from "../service/project.ts";
import { Progress } from "./progress.ts";
import { copiesIn, restoreBackup, type Restored } from "./restore-backup.ts";
import { takeBackup, type Taken, unfinishedOf } from "./take-backup.ts";

const EXITS = `
Exit codes: 0 done, 1 refused or failed (nothing was changed), 2 wrong arguments, 130 stopped by a signal.`;

const BACKUP_HELP = `npm run backup [-- <folder>]

Copies the state of a service, also while the service runs, and checks each copy.
The copy is a new folder. By default it is made in STATE_DIR/backups and named by the time.
The copy holds the service's keys (secrets.json): keep it as you keep those.
Keys that the environment sets are not in it.

Environment: STATE_DIR, as for npm start.
${EXITS}`;

const RESTORE_HELP = `npm run restore -- <folder of a backup> [--replace]

Checks all of a backup, then makes it the state of a service that does not run.
--replace  moves the state that is there aside, and says where to. Nothing is deleted.

Environment: STATE_DIR, as for npm start.
${EXITS}`;

export async function backupFromCommandLine(): Promise<void> {
  const { positionals } = argumentsOr(BACKUP_HELP, {}, 1);
  const state = stateDirectoryPath();
  const name = `tributary-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  const target = resolve(positionals[0] ?? join(state, "backups", name));
  removeAtSignal(unfinishedOf(target));
  const progress = new Progress((line) => console.log(`  ${line}`));
  const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as { version: string };
  const options = { stateDirectory: state, target, project: await findProject(), version, progress };
  console.log(saidOfBackup(await takeBackup(options).catch(exitWith), progress));
}

function saidOfBackup({ target, manifest, parts }: Taken, progress: Progress): string {
  const { files, pinned } = manifest;
  const inParts = `
  in parts     ${parts}, one after the other: more files may be open at once with a higher \`ulimit -n\``;
  return `
  Backup       ${target}
  files        ${files.length}, ${progress.total()}, each checked
  state of     ${pinned.from} to ${pinned.to}${parts > 1 ? inParts : ""}
  keys         ${files.some(({ path }) => path === "secrets.json") ? "in secrets.json: keep the folder as you keep those" : "none: all came from the environment. Keep them as well"}
`;
}

export async function restoreFromCommandLine(): Promise<void> {
  const { values, positionals } = argumentsOr(
    RESTORE_HELP,
    { replace: { type: "boolean", default: false } },
    1,
  );
  const [backup] = positionals;
  if (backup === undefined) wrongUsage("Say which backup.", RESTORE_HELP);
  const state = stateDirectoryPath();
  removeAtSignal(copiesIn(state));
  const progress = new Progress((line) => console.log(`  ${line}`));
  const options = {
    backup,
    stateDirectory: state,
    replaces: values.replace,
    project: await findProject(),
    progress,
  };
  console.log(saidOfRestore(await restoreBackup(options).catch(exitWith), state));
}

function saidOfRestore({ manifest, movedTo }: Restored, state: string): string {
  return `
  Restored     ${state}
  state of     ${manifest.pinned.to}, version ${manifest.version}
  before       ${movedTo === null ? "nothing was there" : `moved to ${movedTo}`}
  next         start the service, then do what docs/runbook.md says under "Backup and restore"
`;
}

function removeAtSignal(folder: string): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  }
}
