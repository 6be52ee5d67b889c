/**
 * The program as it is now, at the price of one D1 read of its version number. Requests that come together share that read,
 * and those that follow within moments trust it. Of a busy program it is read ahead, so that nobody waits. A change is
 * answered after that trust has ended: so it counts from then on.
 *
 * Unknown names are remembered for a short while and looked up within a budget, so that guesses cannot keep D1 busy.
 * Once the budget is used up the directory of all names tells programs from guesses. No flood of guesses, however
 * long, keeps out the webhooks of a program that this isolate does not know yet.
 */
import { waitUntil } from "cloudflare:workers";
import { isPauseOver } from "../../domain/kernel/pause.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { MissBudget } from "../platform/miss-budget.ts";
import { GroupedReads } from "../platform/sharing/grouped-reads.ts";
import { WeighedMap } from "../platform/weighed-map.ts";
import { ApiProblem } from "../http/problem.ts";
import { type ProgramConfig, readProgramConfig } from "./program-config.tables.ts";
import { readProgramVersions } from "./program-version.tables.ts";
import { NameDirectory } from "./name-directory.ts";
import { programNames } from "./program-names.tables.ts";
import { TrustedVersions } from "./trusted-versions.ts";

/** Programs that one isolate remembers, and the characters that they were read from: in memory they take some four bytes each. */
const REMEMBERED = { entries: 256, weight: 8_000_000 };
/** Unknown names that one isolate remembers. */
const UNKNOWN_REMEMBERED = 1_024;
const UNKNOWN_FOR_MS = 5_000;
/** Look-ups of names that this isolate does not know, for callers without a proof. */
const GUESSES = { burst: 50, perSecond: 5 };
/** How long the directory of names stands before a name that is not in it has it read on. */
const DIRECTORY_FOR_MS = 1_000;

const known = new WeighedMap<ProgramConfig>({
  ...REMEMBERED,
  weigh: ({ storedCharacters }) => storedCharacters,
});
const versions = new GroupedReads<number>();
const trusted = new TrustedVersions(REMEMBERED.entries);
const unknownUntilMs = new Map<string, number>();
const guesses = new MissBudget(GUESSES);
const directory = new NameDirectory(programNames, DIRECTORY_FOR_MS);

/**
 * The present configuration of a program, or null when there is none.
 *
 * @param caller `proved` when credentials with right check characters name this program, or the operator asks.
 * `anyone` otherwise: then unknown names are looked up within a budget.
 * @throws ApiProblem `unavailable` (503) when D1 fails and the program is not known here, or the budget is used up.
 */
export async function currentProgram(
  env: Env,
  programId: string,
  caller: "proved" | "anyone" = "anyone",
): Promise<ProgramConfig | null> {
  const cached = known.use(programId);
  if (cached === undefined) return load(env, programId, caller);
  const nowMs = Date.now();
  if (!trusted.has(programId, cached.version, nowMs)) return await checked(env, cached);
  // Whoever comes when it is trusted no more finds it read: of a busy program nobody waits.
  if (trusted.isDue(programId, nowMs)) waitUntil(checked(env, cached).catch(() => null));
  return cached;
}

/** The program as a read that begins now finds it: for whoever changes it. */
export async function programAsStored(env: Env, programId: string): Promise<ProgramConfig | null> {
  const cached = known.use(programId);
  return cached === undefined ? await load(env, programId, "proved") : await checked(env, cached);
}

/** What is remembered, read anew where it has changed. */
async function checked(env: Env, cached: ProgramConfig): Promise<ProgramConfig | null> {
  const programId = cached.id;
  let version: number | undefined;
  try {
    version = await versions.ask(programId, async (ids) => await readVersions(env, ids));
  } catch (error) {
    logError("program_not_checked", error, { program: programId });
    return { ...cached, isChecked: false };
  }
  if (version === cached.version) return cached;
  return load(env, programId, "proved");
}

async function readVersions(env: Env, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const beganAtMs = Date.now();
  const read = await readProgramVersions(env.CONFIG, ids);
  for (const [id, version] of read) trusted.keep(id, version, beganAtMs);
  return read;
}

/**
 * Refuses what would be lost while a program's objects are put back to an earlier moment.
 *
 * @throws ApiProblem `program_fenced` (503).
 */
export function requireOpen({ fencedAtMs }: ProgramConfig): void {
  if (fencedAtMs !== null) throw new ApiProblem("program_fenced");
}

/** Forgets that a name is unknown: it was just made. */
export function announceProgram(programId: string): void {
  unknownUntilMs.delete(programId);
}

async function load(env: Env, programId: string, caller: "proved" | "anyone"): Promise<ProgramConfig | null> {
  const nowMs = Date.now();
  if (caller === "anyone") {
    if (!isPauseOver(unknownUntilMs.get(programId) ?? 0, nowMs, UNKNOWN_FOR_MS)) return null;
    if (!guesses.take(nowMs) && !(await isListed(env, programId, nowMs))) return null;
  }
  const config = await readOrUnavailable(env, programId);
  if (config === null) {
    known.delete(programId);
    remember(unknownUntilMs, programId, nowMs + UNKNOWN_FOR_MS, UNKNOWN_REMEMBERED);
    return null;
  }
  unknownUntilMs.delete(programId);
  known.set(programId, config);
  return config;
}

/** @throws ApiProblem `unavailable` (503) while the names of the programs are not all known here. */
async function isListed(env: Env, programId: string, nowMs: number): Promise<boolean> {
  const listed = await directory.has(env.CONFIG, programId, nowMs).catch((error: unknown) => {
    logError("programs_not_listed", error);
    return "unsaid" as const;
  });
  if (listed !== "unsaid") return listed;
  throw new ApiProblem("unavailable", { detail: "too many unknown programs were asked for" });
}

async function readOrUnavailable(env: Env, programId: string): Promise<ProgramConfig | null> {
  try {
    return await readProgramConfig(env, programId);
  } catch (error) {
    logError("program_not_read", error, { program: programId });
    const stale = known.get(programId);
    if (stale !== undefined) return { ...stale, isChecked: false };
    throw new ApiProblem("unavailable", { detail: "the program's configuration cannot be read" });
  }
}

/** Sets a key, the newest last, and forgets the oldest beyond `most`. */
function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
