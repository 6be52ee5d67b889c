/** Coupons: a code of one promoter, once per program however it is spelled. */
import { and, asc, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { prepared, queries } from "../platform/queries.ts";
import { coupons } from "./schema.tables.ts";

export interface Coupon {
  readonly number: number;
  /** As it was first spelled. */
  readonly code: string;
  readonly promoter: PromoterRef;
  /** Null: it does not end. */
  readonly expiresAtMs: number | null;
  readonly createdAtMs: number;
}

export interface NewCoupon extends Pick<Coupon, "code" | "promoter" | "expiresAtMs"> {
  readonly program: number;
  readonly requestHash: string;
  readonly nowMs: number;
  readonly audit: AuditEntry;
}

/** What readers of coupons see. */
const shown = {
  number: coupons.number,
  code: coupons.code,
  promoter: coupons.promoter,
  expiresAtMs: coupons.expiresAtMs,
  createdAtMs: coupons.createdAtMs,
};

/** Makes a coupon unless the code is taken; a repeat of the same request answers the coupon as it now is. */
export async function insertCoupon(
  db: D1Database,
  coupon: NewCoupon,
): Promise<{ readonly kind: "created" | "repeat"; readonly coupon: Coupon } | { readonly kind: "taken" }> {
  const { program, code, promoter, expiresAtMs, requestHash, nowMs } = coupon;
  const codeKey = couponKey(code);
  const [inserted, , [row]] = await queries(db).batch([
    queries(db)
      .insert(coupons)
      .values({ program, codeKey, code, promoter, expiresAtMs, requestHash, createdAtMs: nowMs })
      .onConflictDoNothing({ target: [coupons.program, coupons.codeKey] }),
    auditStatement(db, coupon.audit),
    queries(db)
      .select({ ...shown, requestHash: coupons.requestHash })
      .from(coupons)
      .where(and(eq(coupons.program, program), eq(coupons.codeKey, codeKey))),
  ]);
  if (row === undefined) return { kind: "taken" };
  const { requestHash: madeBy, ...found } = row;
  if (inserted.meta.changes > 0) return { kind: "created", coupon: found };
  return madeBy === requestHash ? { kind: "repeat", coupon: found } : { kind: "taken" };
}

const couponsOf = prepared(["program", "keys"], (asking, { program, keys }) =>
  asking
    .select(shown)
    .from(coupons)
    .where(
      and(eq(coupons.program, program), sql`${coupons.codeKey} IN (SELECT value FROM json_each(${keys}))`),
    ),
);

/** Those of the codes that exist, by {@link couponKey}, in one read. */
export async function findCoupons(
  db: D1Database,
  program: number,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Coupon>> {
  const found = await couponsOf(db, { program, keys: JSON.stringify(codes.map(couponKey)) });
  return new Map(found.map((coupon) => [couponKey(coupon.code), coupon]));
}

/** Coupons in the sequence in which they were made, after the one numbered `after`. */
export async function listCoupons(
  db: D1Database,
  program: number,
  after: number,
  limit: number,
): Promise<Coupon[]> {
  return await queries(db)
    .select(shown)
    .from(coupons)
    .where(and(eq(coupons.program, program), gt(coupons.number, after)))
    .orderBy(asc(coupons.number))
    .limit(limit);
}

/** The code of a promoter that was made last, of those that still count; null: it has none. */
export async function newestCode(
  db: D1Database,
  { program, promoter, nowMs }: Pick<NewCoupon, "program" | "promoter" | "nowMs">,
): Promise<string | null> {
  const counts = or(isNull(coupons.expiresAtMs), gt(coupons.expiresAtMs, nowMs));
  const found = await queries(db)
    .select({ code: coupons.code })
    .from(coupons)
    .where(and(eq(coupons.program, program), eq(coupons.promoter, promoter), counts))
    .orderBy(desc(coupons.number))
    .limit(1);
  return found[0]?.code ?? null;
}

/** Ends every coupon of a promoter who is erased. */
export async function endCoupons(
  db: D1Database,
  { program, promoter, nowMs }: Pick<NewCoupon, "program" | "promoter" | "nowMs">,
): Promise<void> {
  await queries(db)
    .update(coupons)
    .set({ expiresAtMs: sql`min(coalesce(${coupons.expiresAtMs}, ${nowMs}), ${nowMs})` })
    .where(and(eq(coupons.program, program), eq(coupons.promoter, promoter)));
}

/** Sets when a coupon ends; null when there is none of this code. */
export async function setCouponExpiry(
  db: D1Database,
  program: number,
  code: string,
  { expiresAtMs, audit }: Pick<NewCoupon, "expiresAtMs" | "audit">,
): Promise<Coupon | null> {
  const [[changed]] = await queries(db).batch([
    queries(db)
      .update(coupons)
      .set({ expiresAtMs })
      .where(and(eq(coupons.program, program), eq(coupons.codeKey, couponKey(code))))
      .returning(shown),
    auditStatement(db, audit),
  ]);
  return changed ?? null;
}
