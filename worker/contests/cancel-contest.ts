/** Ends a contest without prizes, unless it is decided: its book has the word, whatever the configuration says. */
import { unknownWord } from "../../domain/kernel/not-understood.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOfContest } from "../platform/objects.ts";
import { type Contest, keepCancellation } from "./contests.tables.ts";

export async function cancelContest(
  env: Env,
  program: ProgramConfig,
  contest: Contest,
  reason: string,
): Promise<"cancelled" | "repeat" | "decided"> {
  if (contest.cancelledAtMs !== null) return "repeat";
  if (contest.decidedAtMs !== null) return "decided";
  const asked = { kind: "cancelled", atMs: Date.now(), because: reason } as const;
  const end = await callObject(
    async () => await bookOfContest(env, program, contest.id).endContest(contest.id, asked),
  );
  switch (end.kind) {
    case "decided":
      return "decided";
    case "cancelled":
      return (await keepCancellation(env.CONFIG, contest, end)) ? "cancelled" : "repeat";
    default:
      return unknownWord(end, "end of a contest");
  }
}
