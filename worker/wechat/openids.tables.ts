/** Which promoter a person in WeChat is: one openid of an app is one promoter of a program, and one promoter has one. */
import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { promoterTokens } from "../access/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../http/audit/audit.tables.ts";
import { queries } from "../platform/queries.ts";
import { wechatOpenids } from "./schema.tables.ts";

export type OpenidRow = Readonly<typeof wechatOpenids.$inferSelect>;

export type Binding =
  | { readonly kind: "bound"; readonly row: OpenidRow; readonly isNew: boolean }
  | { readonly kind: "openid_bound" }
  | { readonly kind: "promoter_has_openid" };

/** Binds once. Of two who bind the same openid at once, one does. */
export async function bindOpenid(db: D1Database, row: OpenidRow, audit: AuditEntry): Promise<Binding> {
  const { program, appId, hash, promoter } = row;
  const [inserted, , found] = await queries(db).batch([
    queries(db).insert(wechatOpenids).values(row).onConflictDoNothing(),
    auditStatement(db, audit),
    queries(db)
      .select()
      .from(wechatOpenids)
      .where(
        and(
          eq(wechatOpenids.program, program),
          eq(wechatOpenids.appId, appId),
          or(eq(wechatOpenids.hash, hash), eq(wechatOpenids.promoter, promoter)),
        ),
      ),
  ]);
  const own = found.find((one) => one.hash === hash);
  if (own === undefined) return { kind: "promoter_has_openid" };
  if (own.promoter !== promoter) return { kind: "openid_bound" };
  return { kind: "bound", row: own, isNew: inserted.meta.changes > 0 };
}

/** Which promoter an openid is; undefined where it is nobody. */
export async function findOpenid(
  db: D1Database,
  openid: Pick<OpenidRow, "program" | "appId" | "hash">,
): Promise<OpenidRow | undefined> {
  return await queries(db).select().from(wechatOpenids).where(ofOpenid(openid)).get();
}

function ofOpenid({ program, appId, hash }: Pick<OpenidRow, "program" | "appId" | "hash">): SQL | undefined {
  return and(
    eq(wechatOpenids.program, program),
    eq(wechatOpenids.appId, appId),
    eq(wechatOpenids.hash, hash),
  );
}

type Owner = Pick<OpenidRow, "program" | "promoter">;

function ofPromoter({ program, promoter }: Owner): SQL | undefined {
  return and(eq(wechatOpenids.program, program), eq(wechatOpenids.promoter, promoter));
}

/** Who a promoter is in WeChat, to each account that it was bound for. */
export async function openidsOf(db: D1Database, owner: Owner): Promise<OpenidRow[]> {
  return await queries(db).select().from(wechatOpenids).where(ofPromoter(owner));
}

/** Unbinds a promoter, of accounts of before as well. A repeat changes nothing. */
export async function unbindPromoter(db: D1Database, owner: Owner, audit: AuditEntry): Promise<void> {
  await queries(db).batch([
    queries(db).delete(wechatOpenids).where(ofPromoter(owner)),
    auditStatement(db, audit),
  ]);
}

/** Of a promoter who is erased: the entry of that call says so. */
export async function forgetOpenid(db: D1Database, owner: Owner): Promise<void> {
  await queries(db).delete(wechatOpenids).where(ofPromoter(owner));
}

interface Opening {
  readonly openid: OpenidRow;
  /** SHA-256 of the code that WeChat led back with: one code makes one token. */
  readonly codeHash: string;
  /** SHA-256 of the token that the session is by, in hex. */
  readonly hash: string;
  readonly nowMs: number;
  readonly expiresAtMs: number;
  readonly audit: AuditEntry;
}

/** Makes the one token of a code. @returns the promoter; undefined where the code was used, or the openid unbound since. */
export async function openByCode(
  db: D1Database,
  { openid, codeHash, hash, nowMs, expiresAtMs, audit }: Opening,
): Promise<PromoterRef | undefined> {
  const [made] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${promoterTokens} (program, promoter, hash, created_at_ms, expires_at_ms, sign_in_link)
        SELECT program, promoter, ${hash}, ${nowMs}, ${expiresAtMs}, ${codeHash} FROM ${wechatOpenids}
        WHERE program = ${openid.program} AND app_id = ${openid.appId} AND hash = ${openid.hash}
          AND promoter = ${openid.promoter}
        ON CONFLICT (sign_in_link) DO NOTHING`,
    ),
    auditStatement(db, audit),
  ]);
  return made.meta.changes > 0 ? openid.promoter : undefined;
}
