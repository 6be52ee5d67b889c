/** A copy of the project in a folder of its own, where a mistake can be planted and tests run. The project stays as it is. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type PlantedFault, spoil } from "../support/planted-fault.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const LEFT_OUT = new Set(["node_modules", ".git", ".wrangler", ".tributary", "dist"]);
const SIMULATION = "test/simulation";
const SEEDS = 200;
const PATIENCE_MS = 600_000;

export interface SourceCopy {
  /** True when every one of the files passes, with the fault planted where one is given. */
  passes(files: readonly string[], fault?: PlantedFault): Promise<boolean>;
  remove(): void;
}

export function copySources(): SourceCopy {
  const root = mkdtempSync(join(tmpdir(), "tributary-mutants-"));
  cpSync(PROJECT, root, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(PROJECT, "node_modules"), join(root, "node_modules"));
  return {
    passes: async (files, fault) => {
      if (fault === undefined) return await passes(root, files);
      const path = join(root, fault.file);
      const whole = readFileSync(path);
      writeFileSync(path, spoil(fault, root));
      try {
        return await passes(root, files);
      } finally {
        writeFileSync(path, whole);
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function passes(root: string, files: readonly string[]): Promise<boolean> {
  const tests = files.filter((file) => file !== SIMULATION);
  const commands = [
    ...(tests.length === 0 ? [] : [["node_modules/vitest/vitest.mjs", "run", "--bail", "1", ...tests]]),
    ...(tests.length === files.length ? [] : [[`${SIMULATION}/main.ts`, "--seeds", String(SEEDS)]]),
  ];
  for (const command of commands) if (!(await succeeds(root, command))) return false;
  return true;
}

/** A command that does not end in time has not succeeded: a fault may make a test wait for ever. */
async function succeeds(root: string, command: readonly string[]): Promise<boolean> {
  return await new Promise((done) => {
    execFile(
      process.execPath,
      command,
      { cwd: root, timeout: PATIENCE_MS, maxBuffer: 64 * 1_024 * 1_024 },
      (error) => done(error === null),
    );
  });
}
