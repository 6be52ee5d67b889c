/** How long and how often it measures. */
import { parseArgs } from "node:util";

export interface Settings {
  readonly rounds: number;
  readonly roundSeconds: number;
  /** A run that only shows that everything works: its figures mean nothing. */
  readonly smoke: boolean;
  /** Parts to run; empty for all. */
  readonly parts: readonly string[];
}

export function settingsFrom(args: readonly string[]): Settings {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: "string" }, seconds: { type: "string" }, smoke: { type: "boolean" } },
  });
  const smoke = values.smoke ?? false;
  return {
    rounds: Number(values.rounds ?? (smoke ? 1 : 5)),
    roundSeconds: Number(values.seconds ?? (smoke ? 1 : 4)),
    smoke,
    parts: positionals,
  };
}
