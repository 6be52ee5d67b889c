/** Rotates the sealed secrets of a program: the new one counts at once, the old one until it expires. */
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import { raiseVersion } from "../configuration/program-version.tables.ts";
import { secrets } from "../configuration/schema.tables.ts";
import { type Attempt, type KeyOutcome, isFirst, writeOnce } from "../http/idempotency.tables.ts";
import { queries } from "../platform/queries.ts";

export interface NewSecret {
  readonly source: string;
  readonly sealed: string;
  /** From when on the secrets before are refused, unless they end sooner; null: they stay. */
  readonly oldExpiresAtMs: number | null;
}

/** Stores a new secret once per idempotency key, and lets those before run out. */
export async function rotateSecret(db: D1Database, attempt: Attempt, secret: NewSecret): Promise<KeyOutcome> {
  const { program, nowMs } = attempt;
  const { source, sealed, oldExpiresAtMs } = secret;
  return await writeOnce(
    db,
    attempt,
    [
      queries(db)
        .update(secrets)
        .set({ expiresAtMs: oldExpiresAtMs })
        .where(
          and(
            eq(secrets.program, program),
            eq(secrets.source, source),
            oldExpiresAtMs === null
              ? sql`FALSE`
              : or(isNull(secrets.expiresAtMs), gt(secrets.expiresAtMs, oldExpiresAtMs)),
            isFirst(attempt),
          ),
        ),
      queries(db).run(
        sql`INSERT INTO ${secrets} (program, source, sealed, created_at_ms)
        SELECT ${program}, ${source}, ${sealed}, ${nowMs} WHERE ${isFirst(attempt)}`,
      ),
    ],
    [raiseVersion(db, program)],
  );
}
