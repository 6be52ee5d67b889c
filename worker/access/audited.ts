/**
 * Every write of management leaves an entry that says who did it, by which credential. A route that says nothing of it has
 * its entry before its handler begins, so that no change is made of which nothing is known.
 */
import type { MiddlewareHandler } from "hono";
import { logError } from "../../durable-objects/object/log.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { type AuditEntry, noteAsked, noteOutcome } from "../http/audit/audit.tables.ts";
import { reasonSchema } from "../http/audit/reason.shapes.ts";
import { auditSubject } from "./audit-subject.ts";
import { credentialId } from "../platform/credentials.ts";
import type { ApiContext, ApiEnv, Principal } from "./api-env.ts";

/**
 * Where a route's entry is written.
 *
 * - `before`: before the handler, and its outcome after.
 * - `with_change`: by the handler, in the transaction of the change.
 * - `by_sessions`: as `before` where a page of ours calls, whoever is signed in there; else as `own_record`.
 * - `own_record`: nowhere else than in what it writes: orders and their events are rows for ever.
 * - `changes_nothing`: nowhere.
 */
export type Audit = "before" | "with_change" | "by_sessions" | "own_record" | "changes_nothing";

interface Audited {
  readonly operationId: string;
  readonly path: string;
  /** Whether the reason of its body is kept with the entry. */
  readonly keepsReason?: true;
}

/** Stands right before the handler of a route that is audited. */
export function audited(
  route: Audited,
  audit: "before" | "with_change" | "by_sessions",
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // A checkout tells by a bearer, thousands of times.
    if (audit === "by_sessions" && c.req.header("authorization") !== undefined) return await next();
    const entry = entryOf(c, route);
    c.set("audit", entry);
    if (audit === "with_change") {
      await next();
      return;
    }
    const number = await noteAsked(c.env.CONFIG, entry);
    await next();
    await noteAnswer(c, number);
  };
}

/** What cannot be known stays `asked`: the change may have been made. */
async function noteAnswer(c: ApiContext, number: number): Promise<void> {
  const { status, headers } = c.res;
  if (status >= 500) return;
  const done = headers.get("idempotent-replay") === "true" ? "repeated" : "changed";
  try {
    await noteOutcome(c.env.CONFIG, number, status < 400 ? done : "refused");
  } catch (error) {
    logError("audit_outcome_lost", error);
  }
}

function entryOf(c: ApiContext, { operationId, path, keepsReason }: Audited): AuditEntry {
  const principal = c.get("principal");
  return {
    program: c.get("program")?.number ?? null,
    atMs: Date.now(),
    actor: actorOf(principal),
    credential: credentialOf(principal),
    operation: operationId,
    subject: auditSubject(path, c.req.path),
    members: membersOf(c.get("body")),
    requestId: c.get("requestId"),
    reason: keepsReason === true ? reasonOf(c.get("body")) : null,
  };
}

/** The body is judged after its entry is noted: what is no reason is none. */
function reasonOf(body: unknown): string | null {
  return reasonSchema.safeParse((body as { reason?: unknown } | null)?.reason).data ?? null;
}

/** Whose act it is: the operator's, a key's, a person's or a promoter's. */
function actorOf(principal: Principal): string {
  return principal.kind === "promoter" ? promoterIdOf(principal.promoter) : credentialOf(principal);
}

const CREDENTIALS = { key: "ak", person: "pe", promoter: "pt" } as const;

/** The id by which a caller's credential is listed and revoked: of a person its own. */
export function credentialOf(principal: Principal): string {
  if (principal.kind === "operator") return "operator";
  return credentialId(CREDENTIALS[principal.kind], principal.number);
}

const MEMBERS_NAMED = 50;

/** Names alone: what a body holds may be secret, or a person's. */
function membersOf(body: unknown): string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "";
  const names = Object.keys(body).filter((name) => /^[a-z]\w{0,39}$/i.test(name));
  return names.slice(0, MEMBERS_NAMED).join(",");
}
