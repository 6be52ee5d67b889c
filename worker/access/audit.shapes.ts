/** Entries of the audit on the wire. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import type { ActorNames } from "../http/audit/actor.shapes.ts";
import type { AuditOutcome, AuditRow } from "../http/audit/audit.tables.ts";
import { idAnswer, instantAnswer, instantSchema, named, words } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";

const OUTCOMES: Readonly<Record<AuditOutcome, string>> = {
  asked: "begun, and its outcome is unknown",
  changed: "made",
  repeated: "made before, and nothing was changed",
  refused: "not made",
};

export const auditEntrySchema = named(
  "AuditEntry",
  z.object({
    id: idAnswer("The entry's id", "au_7"),
    at: instantAnswer("When it was asked for"),
    actor: idAnswer("Whose act: `operator`, a key, a person or a promoter", "ak_1"),
    person: z
      .string()
      .nullable()
      .openapi({ description: "The address of the person whose act it was; null: it was no person's" }),
    keyName: z
      .string()
      .nullable()
      .openapi({ description: "The name of the key whose act it was; null: it was no key's" }),
    credential: idAnswer("By what: `operator`, a key, a person or a promoter's token", "ak_1"),
    operation: z.string().openapi({ description: "What was done: an `operationId` of this description" }),
    subject: z.string().openapi({
      description:
        "The path that it was called by, without the merchant's ids of people. Who was given a role stands behind it, with the role",
    }),
    members: z.array(z.string()).openapi({ description: "Members of the body, by name alone" }),
    reason: z.string().nullable().openapi({
      description: "Why, as it was given; null: nobody said, or a person was erased whom it may name",
    }),
    outcome: words("What became of it", namesOf(OUTCOMES), OUTCOMES),
    requestId: z.string().openapi({ description: "The answer's `Tributary-Request-Id`" }),
  }),
  {
    id: "au_7",
    at: "2026-11-22T08:00:00.000Z",
    actor: "pe_1",
    person: "li.lei@shop.example",
    keyName: null,
    credential: "pe_1",
    operation: "setPayee",
    subject: "/v1/programs/demo/promoters/pr_5k/payee",
    members: ["kind", "name", "bank", "account"],
    reason: null,
    outcome: "changed",
    requestId: "5b1f0c7d3a9e4f28",
  },
);

export const auditQuery = z.object({
  ...pageFields,
  from: instantSchema("Entries since then alone").optional(),
  actor: z
    .string()
    .regex(/^[a-z0-9_]{1,64}$/)
    .optional()
    .openapi({ example: "ak_1", description: "Entries of this actor or credential alone" }),
});

export function presentAuditEntry(row: AuditRow, names: ActorNames): z.output<typeof auditEntrySchema> {
  const { number, atMs, actor, credential, operation, subject, members, reason, outcome, requestId } = row;
  const nameOf = (kind: "pe" | "ak") => (actor.startsWith(`${kind}_`) ? (names.get(actor) ?? null) : null);
  return {
    id: `au_${number.toString(36)}`,
    at: instantOf(atMs),
    actor,
    person: nameOf("pe"),
    keyName: nameOf("ak"),
    credential,
    operation,
    subject,
    members: members === "" ? [] : members.split(","),
    reason,
    outcome,
    requestId,
  };
}
