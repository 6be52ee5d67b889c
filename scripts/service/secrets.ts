/** Secrets of a local service: from the environment, or made once per STATE_DIR and kept. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { StartFailure } from "./failure.ts";
import type { StateDirectory } from "./state-directory.ts";

/** How each secret that cannot stay empty is made; formats as in `.dev.vars.example`. */
const MAKERS: Record<string, () => string> = {
  ADMIN_TOKEN: () => randomBytes(24).toString("base64url"),
  TOKEN_KEYS: () => `1:${randomBytes(32).toString("base64")}`,
  CHECK_KEY: () => randomBytes(32).toString("base64"),
  DATA_KEY: () => `1:${randomBytes(32).toString("base64")}`,
};

/** What no new key could stand for, once something is stored. */
const NEEDED_BY_DATA = ["TOKEN_KEYS", "CHECK_KEY", "DATA_KEY"];

export interface Secrets {
  readonly values: Record<string, string>;
  /** Whether the operator's token was made here and not given by the environment. */
  readonly ownAdminToken: boolean;
}

/**
 * Keys are written, and on disk, before anything is signed or encrypted with them. What a file already holds
 * is never made again, because lost keys make stored secrets unreadable.
 */
export function loadSecrets(
  { secrets: file, data }: Pick<StateDirectory, "secrets" | "data">,
  environment: NodeJS.ProcessEnv,
): Secrets {
  const kept = readKept(file);
  const lost = NEEDED_BY_DATA.filter((name) => isUnset(environment[name]) && isUnset(kept[name]));
  if (lost.length > 0 && existsSync(data) && readdirSync(data).length > 0) {
    throw new StartFailure(
      `${data} holds data, and ${lost.join(", ")} are gone that it was made with. Put ${file} back from your copy, ` +
        "or set them in the environment. New keys would make every link, key and secret useless.",
    );
  }
  const made: Record<string, string> = {};
  for (const [name, make] of Object.entries(MAKERS)) {
    if (isUnset(environment[name]) && kept[name] === undefined) made[name] = make();
  }
  const stored = { ...kept, ...made };
  if (Object.keys(made).length > 0) writeAtomically(file, `${JSON.stringify(stored, null, 2)}\n`);
  const values = { ...stored };
  for (const name of Object.keys(MAKERS)) {
    const given = environment[name];
    if (given !== undefined && given !== "") values[name] = given;
  }
  return { values, ownAdminToken: isUnset(environment["ADMIN_TOKEN"]) };
}

function isUnset(value: string | undefined): boolean {
  return value === undefined || value === "";
}

function readKept(file: string): Record<string, string> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  } catch {
    throw new StartFailure(`${file} cannot be read as JSON. It holds this service's keys: restore it.`);
  }
}

/** The file is whole or absent, and on disk when this returns. */
function writeAtomically(file: string, text: string): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(fresh, file);
  const folder = openSync(dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
}
