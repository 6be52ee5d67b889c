/**
 * Programs of which this code cannot read everything that was stored, as this isolate met them. What was stored before
 * stands there, orders and taps go on, and an operator is told which program it is.
 */
import { logError } from "../../durable-objects/object/log.ts";
import { pathText, type Stored } from "./read-stored.ts";

/** What is set for a program as versions. */
export type ConfiguredPart = "settings" | "rules" | "tiers";

/** Programs that one isolate remembers. */
const REMEMBERED = 1_000;

const met = new Map<string, string>();

/** Remembers, and says once in the log, what of a program's newest version could not be read; forgets it when all could. */
export function noteUnread(
  programId: string,
  part: ConfiguredPart,
  version: number,
  { unread }: Pick<Stored<unknown>, "unread">,
): void {
  const key = `${programId} ${part}`;
  const members = unread.map(({ path }) => pathText(path)).join(", ");
  if (members === "") {
    met.delete(key);
    return;
  }
  const what = `version ${version}: ${members}`;
  if (met.get(key) === what) return;
  met.delete(key);
  met.set(key, what);
  const [oldest] = met.keys();
  if (met.size > REMEMBERED && oldest !== undefined) met.delete(oldest);
  const error = new Error("another version of the code stored what this one cannot read");
  logError("settings_not_understood", error, { program: programId, part, version, members });
}

/** What is not understood, in words, of every program that was met; or of one. */
export function notUnderstood(programId?: string): string[] {
  return [...met]
    .filter(([key]) => programId === undefined || key.startsWith(`${programId} `))
    .map(([key, what]) => `${key}, ${what}`);
}
