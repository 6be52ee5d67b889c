/** Verification of a journal: its chain of hashes, against every head that is known outside of its book. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { BEGINNING, type StartingPoint } from "../../domain/ledger/verification.ts";
import { verificationQuery, verificationSchema } from "./wallet.shapes.ts";
import { type JournalCheckpoint, keepCheckpoint, readCheckpoints } from "./journal-checkpoints.tables.ts";
import { publishedHead } from "../read-models/journal-heads.tables.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf } from "../platform/objects.ts";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { json } from "../http/route-parts.ts";

const verifyJournal = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/journal/verification",
  operationId: "verifyJournal",
  tag: "Wallets",
  summary: "Checks a journal's hash chain against every head known outside of its book",
  description:
    "From an entry on, the check begins at the nearest checkpoint before it: where an earlier check found all right.",
  access: ["operator", "key:read", "key:payouts", "promoter:own"],
  request: {
    params: promoterParams,
    query: verificationQuery,
  },
  responses: { 200: json(verificationSchema, "Whether it holds, and where it does not") },
});

export function registerJournalVerification(app: ApiApp): void {
  app.openapi(verifyJournal, async (c) => {
    const { program } = requireProgram(c);
    const { ref } = await findPromoter(c.env, program, c.req.valid("param").id);
    const [heads, checkpoints] = await Promise.all([
      knownHeads(c.env, program, ref),
      readCheckpoints(c.env.REPORTS, program.id, ref),
    ]);
    const start = startBefore(checkpoints, c.req.valid("query").from);
    // The chain leads through every checkpoint after the start; the one at the start vouches for those before.
    const known = [...heads, ...checkpoints.filter(({ entries }) => entries >= start.sequence)];
    const verdict = await callObject(async () => await bookOf(c.env, program, ref).verify(ref, start, known));
    const { valid, entries, head, brokenAt, available } = verdict;
    if (valid && head !== null)
      await keepCheckpoint(c.env.REPORTS, program.id, ref, { entries, head, available });
    return c.json({ valid, entries, head, brokenAt }, 200);
  });
}

/** The last checkpoint before an entry, else the beginning. */
function startBefore(checkpoints: readonly JournalCheckpoint[], from: number): StartingPoint {
  const last = checkpoints.findLast(({ entries }) => entries < from);
  return last === undefined
    ? BEGINNING
    : { sequence: last.entries, hash: last.head, available: last.available };
}

/** Heads of a journal that others saw: every ledger object whose delivery was acknowledged, and the published one. */
async function knownHeads(env: Env, program: ProgramConfig, promoter: PromoterRef) {
  const ledgers = await existingNames(env, program, "ledger");
  const heads = await Promise.all([
    publishedHead(env.REPORTS, program.id, promoter),
    ...ledgers.map((place) =>
      callObject(async () => await objectNamed(env.COMMISSION_LEDGER, place).knownHead(promoter)),
    ),
  ]);
  return heads.filter((head) => head !== null);
}
