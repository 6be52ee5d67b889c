/** Coupons: a code of one promoter, once per program however it is spelled. */
import { couponKey } from "../../domain/attribution/coupon-code.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";

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
}

const COLUMNS = "number, code, promoter, expires_at_ms AS expiresAtMs, created_at_ms AS createdAtMs";

/** Makes a coupon unless the code is taken; a repeat of the same request answers the coupon as it now is. */
export async function insertCoupon(
  db: D1Database,
  coupon: NewCoupon,
): Promise<{ readonly kind: "created" | "repeat"; readonly coupon: Coupon } | { readonly kind: "taken" }> {
  const key = couponKey(coupon.code);
  const [inserted, stored] = await db.batch<Coupon & { requestHash: string }>([
    db
      .prepare(
        `INSERT INTO coupons (program, code_key, code, promoter, expires_at_ms, request_hash, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (program, code_key) DO NOTHING`,
      )
      .bind(
        coupon.program,
        key,
        coupon.code,
        coupon.promoter,
        coupon.expiresAtMs,
        coupon.requestHash,
        coupon.nowMs,
      ),
    db
      .prepare(
        `SELECT ${COLUMNS}, request_hash AS requestHash FROM coupons WHERE program = ?1 AND code_key = ?2`,
      )
      .bind(coupon.program, key),
  ]);
  const [row] = stored?.results ?? [];
  if (row === undefined) return { kind: "taken" };
  const { requestHash, ...found } = row;
  if ((inserted?.meta.changes ?? 0) > 0) return { kind: "created", coupon: found };
  return requestHash === coupon.requestHash ? { kind: "repeat", coupon: found } : { kind: "taken" };
}

/** Those of the codes that exist, by {@link couponKey}, in one read. */
export async function findCoupons(
  db: D1Database,
  program: number,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Coupon>> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM coupons WHERE program = ?1 AND code_key IN (SELECT value FROM json_each(?2))`,
    )
    .bind(program, JSON.stringify(codes.map(couponKey)))
    .all<Coupon>();
  return new Map(results.map((coupon) => [couponKey(coupon.code), coupon]));
}

/** Coupons in the sequence in which they were made, after the one numbered `after`. */
export async function listCoupons(
  db: D1Database,
  program: number,
  after: number,
  limit: number,
): Promise<Coupon[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM coupons WHERE program = ?1 AND number > ?2 ORDER BY number LIMIT ?3`)
    .bind(program, after, limit)
    .all<Coupon>();
  return results;
}

/** Sets when a coupon ends; null when there is none of this code. */
export async function setCouponExpiry(
  db: D1Database,
  program: number,
  code: string,
  expiresAtMs: number | null,
): Promise<Coupon | null> {
  return await db
    .prepare(
      `UPDATE coupons SET expires_at_ms = ?3 WHERE program = ?1 AND code_key = ?2 RETURNING ${COLUMNS}`,
    )
    .bind(program, couponKey(code), expiresAtMs)
    .first<Coupon>();
}
