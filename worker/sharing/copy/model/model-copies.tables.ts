/** What the model was asked within the last hour: the same is not asked twice, and nobody asks too much. */
import { and, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../../../domain/kernel/ids.ts";
import { queries } from "../../../platform/queries.ts";
import { modelCopies } from "../../schema.tables.ts";
import type { ModelText } from "./model-answers.shapes.ts";

const KEPT_MS = 3_600_000;
/** Of one question, so that none takes long. */
const FORGOTTEN_AT_ONCE = 1_000;

export interface AskedCopy {
  readonly program: number;
  /** Null: the merchant asks. */
  readonly promoter: PromoterRef | null;
  /** A digest. */
  readonly asked: string;
}

/** What the model wrote when it was last asked the same; undefined where that is long ago. */
export async function writtenBefore(
  config: D1Database,
  { program, asked }: AskedCopy,
  nowMs: number,
): Promise<ModelText[] | undefined> {
  const { program: ofProgram, asked: digest, texts, askedAtMs } = modelCopies;
  const row = await queries(config)
    .select({ texts })
    .from(modelCopies)
    .where(and(eq(ofProgram, program), gt(askedAtMs, nowMs - KEPT_MS), eq(digest, asked), isNotNull(texts)))
    .orderBy(desc(askedAtMs))
    .limit(1)
    .get();
  return row?.texts == null ? undefined : (JSON.parse(row.texts) as ModelText[]);
}

/** Notes a question before it is asked, also one that will fail. @returns its number; undefined where too much was asked. */
export async function noteQuestion(
  config: D1Database,
  { program, promoter, asked }: AskedCopy,
  nowMs: number,
): Promise<number | undefined> {
  const q = queries(config);
  const since = nowMs - KEPT_MS;
  const [, noted] = await q.batch([
    q.run(
      sql`DELETE FROM ${modelCopies} WHERE number IN (
        SELECT number FROM ${modelCopies} WHERE asked_at_ms <= ${since} ORDER BY asked_at_ms LIMIT ${FORGOTTEN_AT_ONCE})`,
    ),
    q.all<{ number: number }>(
      sql`INSERT INTO ${modelCopies} (program, promoter, asked, asked_at_ms)
        SELECT ${program}, ${promoter}, ${asked}, ${nowMs}
        WHERE (SELECT count(*) FROM ${modelCopies} WHERE program = ${program} AND asked_at_ms > ${since})
            < ${LIMITS.modelCopiesPerProgram}
          AND (${promoter} IS NULL OR
            (SELECT count(*) FROM ${modelCopies}
              WHERE program = ${program} AND asked_at_ms > ${since} AND promoter = ${promoter})
            < ${LIMITS.modelCopiesPerPromoter})
        RETURNING number`,
    ),
  ]);
  return noted[0]?.number;
}

export async function keepWritten(
  config: D1Database,
  number: number,
  texts: readonly ModelText[],
): Promise<void> {
  await queries(config)
    .update(modelCopies)
    .set({ texts: JSON.stringify(texts) })
    .where(eq(modelCopies.number, number));
}
