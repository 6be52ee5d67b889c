/**
 * People of programs. A change counts from the next request on: each raises a number, and a session knows the number that
 * was the greatest when it began. Who is removed is kept for as long as the audit, which names persons by these rows.
 */
import { and, asc, eq, gt, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { programs } from "../../configuration/schema.tables.ts";
import { type AuditEntry, auditStatement } from "../../http/audit/audit.tables.ts";
import { queries } from "../../platform/queries.ts";
import type { Role } from "./roles.ts";
import { people } from "../schema.tables.ts";

export type PersonRow = Readonly<typeof people.$inferSelect>;

/** Follows every number that there ever was, also where the database went back. */
const NEXT_REVISION = sql`max((SELECT coalesce(max(revision), 0) FROM ${people}) + 1, CAST(unixepoch('subsec') * 1000 AS INTEGER))`;

/** A program has one owner at least, once it has one. */
function leavesAnOwner(program: number, number: number): SQL {
  return sql`(${people.role} <> 'owner' OR EXISTS (SELECT 1 FROM ${people} AS other WHERE other.program = ${program}
    AND other.role = 'owner' AND other.removed_at_ms IS NULL AND other.number <> ${number}))`;
}

/** What an entry says of who was given which role: `…/people/pe_1?role=finance`. Ids are written to the base of 36. */
function givenRole(path: string, number: SQL, role: Role): SQL {
  const id = sql`(WITH RECURSIVE digits (rest, text) AS (SELECT ${number}, '' UNION ALL
    SELECT rest / 36, substr('0123456789abcdefghijklmnopqrstuvwxyz', rest % 36 + 1, 1) || text FROM digits WHERE rest > 0)
    SELECT text FROM digits WHERE rest = 0)`;
  return sql`${`${path}/pe_`} || ${id} || ${`?role=${role}`}`;
}

interface NewPerson {
  readonly program: number;
  readonly email: string;
  readonly role: Role;
  readonly nowMs: number;
  readonly audit: AuditEntry;
}

/**
 * Adds a person, or one who was removed again. Who belongs to the program stays as they are.
 *
 * @returns the row that stands, undefined where the program is full, and whether it was made by this call.
 */
export async function addPerson(
  db: D1Database,
  { program, email, role, nowMs, audit }: NewPerson,
): Promise<{ readonly person: PersonRow | undefined; readonly added: boolean }> {
  const count = sql`(SELECT count(*) FROM ${people} WHERE program = ${program} AND removed_at_ms IS NULL)`;
  const added = sql`(SELECT number FROM ${people} WHERE email = ${email} AND program = ${program})`;
  const [inserted, , found] = await queries(db).batch([
    queries(db).run(
      sql`INSERT INTO ${people} (program, email, role, revision, added_at_ms)
        SELECT ${program}, ${email}, ${role}, ${NEXT_REVISION}, ${nowMs} WHERE ${count} < ${LIMITS.peoplePerProgram}
        ON CONFLICT (email, program) DO UPDATE SET role = excluded.role, revision = excluded.revision,
          added_at_ms = excluded.added_at_ms, removed_at_ms = NULL
        WHERE people.removed_at_ms IS NOT NULL`,
    ),
    auditStatement(db, audit, { subject: givenRole(audit.subject, added, role) }),
    queries(db)
      .select()
      .from(people)
      .where(and(eq(people.email, email), eq(people.program, program), isNull(people.removedAtMs))),
  ]);
  return { person: found[0], added: inserted.meta.changes > 0 };
}

interface ChangeOfPerson {
  readonly program: number;
  readonly number: number;
  readonly audit: AuditEntry;
}

/** Gives a person another role. @returns the row that stands, and whether it was changed. */
export async function changeRole(
  db: D1Database,
  { program, number, audit, role }: ChangeOfPerson & { readonly role: Role },
): Promise<{ readonly person: PersonRow | undefined; readonly changed: boolean }> {
  const [updated, , found] = await queries(db).batch([
    queries(db)
      .update(people)
      .set({ role, revision: NEXT_REVISION })
      .where(and(present(program, number), sql`${people.role} <> ${role}`, leavesAnOwner(program, number))),
    auditStatement(db, { ...audit, subject: `${audit.subject}?role=${role}` }),
    queries(db).select().from(people).where(present(program, number)),
  ]);
  return { person: found[0], changed: updated.meta.changes > 0 };
}

/** Removes a person. @returns false where it would leave the program without an owner. */
export async function removePerson(
  db: D1Database,
  { program, number, audit, nowMs }: ChangeOfPerson & { readonly nowMs: number },
): Promise<boolean> {
  const [, , found] = await queries(db).batch([
    queries(db)
      .update(people)
      .set({ removedAtMs: nowMs, revision: NEXT_REVISION })
      .where(and(present(program, number), leavesAnOwner(program, number))),
    auditStatement(db, audit),
    queries(db).select().from(people).where(present(program, number)),
  ]);
  return found.length === 0;
}

function present(program: number, number: number): SQL | undefined {
  return and(eq(people.program, program), eq(people.number, number), isNull(people.removedAtMs));
}

/** The person of this number, when it belongs to the program. */
export async function getPerson(
  db: D1Database,
  program: number,
  number: number,
): Promise<PersonRow | undefined> {
  return await queries(db).select().from(people).where(present(program, number)).get();
}

/** People of a program by number, after `after`. */
export async function listPeople(
  db: D1Database,
  program: number,
  after: number,
  limit: number,
): Promise<PersonRow[]> {
  return await queries(db)
    .select()
    .from(people)
    .where(and(eq(people.program, program), gt(people.number, after), isNull(people.removedAtMs)))
    .orderBy(asc(people.number))
    .limit(limit);
}

/** Who has this address in a program, or had it: removed ones too. */
export async function findPerson(
  db: D1Database,
  program: number,
  email: string,
): Promise<PersonRow | undefined> {
  return await queries(db)
    .select()
    .from(people)
    .where(and(eq(people.email, email), eq(people.program, program)))
    .get();
}

/** One program that a person belongs to. */
export interface Membership {
  readonly programId: string;
  readonly programName: string;
  readonly role: string;
  readonly revision: number;
}

/** All programs that an address belongs to, by their ids, and the greatest number of a change so far. */
export async function membershipsOf(
  db: D1Database,
  email: string,
): Promise<{ readonly memberships: readonly Membership[]; readonly revision: number }> {
  const [[newest], memberships] = await queries(db).batch([
    queries(db)
      .select({ revision: sql<number>`coalesce(max(${people.revision}), 0)` })
      .from(people),
    queries(db)
      .select({
        programId: programs.id,
        programName: programs.name,
        role: people.role,
        revision: people.revision,
      })
      .from(people)
      .innerJoin(programs, eq(programs.number, people.program))
      .where(and(eq(people.email, email), isNull(people.removedAtMs)))
      .orderBy(asc(programs.id)),
  ]);
  return { memberships, revision: newest?.revision ?? 0 };
}

/** Forgets people who were removed before a time. Answers how many. */
export async function sweepPeople(db: D1Database, beforeMs: number): Promise<number> {
  const { meta } = await queries(db)
    .delete(people)
    .where(and(isNotNull(people.removedAtMs), lt(people.removedAtMs, beforeMs)));
  return meta.changes;
}
