/** Ends of a report's period, kept at its first reading, so that the next reads no orders there. */
import type { Span } from "../../domain/reports/cover.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { type Keeping, keepEnds } from "../read-models/kept-sums.tables.ts";
import type { Dimension } from "../read-models/report-sums.tables.ts";
import { endsOf } from "./order-sums.tables.ts";
import { isOfDays } from "./report-period.ts";

/** Of days of the program's own zone alone: of others there are too many. */
export async function keepEndsOf(
  reports: D1Database,
  program: Pick<ProgramConfig, "id" | "timezone">,
  dimension: Dimension,
  { period, ...keeping }: Keeping & { readonly period: Span },
): Promise<void> {
  if (keeping.isOwn === true || !isOfDays(period, program.timezone)) return;
  const ends = endsOf(dimension, period);
  await tryToKeep(
    program.id,
    async () => await keepEnds(reports, program.id, dimension, { ends, ...keeping }),
  );
}

/** What is kept spares the next reading. A database that takes no writes can still be read: no report fails for it. */
export async function tryToKeep(programId: string, keep: () => Promise<void>): Promise<void> {
  await keep().catch((error: unknown) => logError("report_not_kept", error, { program: programId }));
}
