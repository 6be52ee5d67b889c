/**
 * Keeps what reports of the usual periods will ask for, once an hour, some programs a message, each of which sends the next. A
 * program whose orders cannot be read holds up no other, and has a share of the time alone. What comes twice keeps nothing twice.
 */
import { letOthersIn } from "../../../durable-objects/object/let-others-in.ts";
import { logError } from "../../../durable-objects/object/log.ts";
import { type ZonedProgram, zonedPrograms } from "../../configuration/all-programs.tables.ts";
import { keepUsual, type ProgramShare } from "./keep-usual.ts";

export interface AheadMessage {
  readonly kind: "report_periods";
  /** The last program whose periods were kept; empty at the beginning. */
  readonly after: string;
}

/** What one message does at most: it asks D1 some hundred times, of a thousand questions that an invocation may ask. */
interface AheadBounds extends ProgramShare {
  readonly programs: number;
  /** Milliseconds of the message. */
  readonly workMs: number;
}

const BOUNDS: AheadBounds = { programs: 20, kept: 40, workMs: 5_000, shareMs: 2_000, least: 1_000 };

export async function startAhead({ JOBS }: Pick<Env, "JOBS">): Promise<void> {
  await JOBS.send({ kind: "report_periods", after: "" } satisfies AheadMessage);
}

export async function keepAhead(
  env: Pick<Env, "CONFIG" | "REPORTS" | "JOBS">,
  { after }: AheadMessage,
  bounds: AheadBounds = BOUNDS,
): Promise<void> {
  const endMs = Date.now() + bounds.workMs;
  const programs = await zonedPrograms(env.CONFIG, after, bounds.programs);
  let [kept, last] = [0, after];
  for (const program of programs) {
    kept += await keepOf(env.REPORTS, program, bounds);
    last = program.id;
    // One at least, so that the next message is another one.
    if (kept >= bounds.kept || Date.now() >= endMs) break;
    await letOthersIn();
  }
  if (programs.length < bounds.programs && last === programs.at(-1)?.id) return;
  if (programs.length > 0)
    await env.JOBS.send({ kind: "report_periods", after: last } satisfies AheadMessage);
}

async function keepOf(reports: D1Database, program: ZonedProgram, bounds: AheadBounds): Promise<number> {
  try {
    return await keepUsual(reports, program, Date.now(), bounds);
  } catch (error) {
    logError("report_periods_not_kept", error, { program: program.id });
    // Nobody knows how much of D1 it has asked until then: the others are the next message's.
    return bounds.kept;
  }
}
