/** Sessions of pages on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { idAnswer, instantAnswer, named, programIdSchema, words } from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { Principal } from "./api-env.ts";
import type { Membership } from "./people/people.tables.ts";
import { ROLES, scopesOfRole } from "./people/roles.ts";
import { SCOPES, SCOPES_MEAN } from "./scopes.ts";

const MOST_CHARACTERS = 512;

export const newSessionSchema = named(
  "NewSession",
  z.strictObject({
    key: z.string().min(1).max(MOST_CHARACTERS).openapi({
      description: "An API key of a program, a promoter's token, or the operator's `ADMIN_TOKEN`",
    }),
  }),
  { key: "tk_demo_0123456789abcdefghjkmnpqrstvwxyz01234567" },
);

const membershipSchema = named(
  "Membership",
  z.object({
    program: programIdSchema,
    name: z.string().openapi({ description: "The program's name" }),
    role: z.string().openapi({ description: `One of ${ROLES.join(", ")}` }),
    scopes: z.array(words("What the role reaches", SCOPES, SCOPES_MEAN)),
  }),
  { program: "demo", name: "Demo", role: "finance", scopes: ["read", "payouts"] },
);

export const sessionSchema = named(
  "Session",
  z.object({
    caller: z
      .enum(["operator", "key", "person", "promoter"])
      .openapi({ description: "Whose credentials began it" }),
    program: programIdSchema
      .nullable()
      .openapi({ description: "The program that it reaches; null: all, or those of `programs`" }),
    scopes: z.array(words("What it reaches", SCOPES, SCOPES_MEAN)).openapi({
      description:
        "The scopes of the key; none of a promoter, of a person, and of the operator, who needs none",
    }),
    promoterId: idAnswer("The promoter whose token it was; null: it was no promoter's", "pr_5k").nullable(),
    email: z.string().nullable().openapi({ description: "The person's address; null: it is no person's" }),
    programs: z
      .array(membershipSchema)
      .openapi({ description: "What a person reaches, by program; empty for others" }),
    expiresAt: instantAnswer(
      "When it ends at the latest, if not with its key; null: it is a bearer and no session",
    ).nullable(),
  }),
  {
    caller: "key",
    program: "demo",
    scopes: ["orders", "read"],
    promoterId: null,
    email: null,
    programs: [],
    expiresAt: "2026-11-27T20:00:00.000Z",
  },
);

export function presentSession(
  principal: Principal,
  programId: string | null,
  endsAtMs: number | null,
): z.output<typeof sessionSchema> {
  return {
    caller: principal.kind,
    program: programId,
    scopes: principal.kind === "key" ? [...principal.scopes] : [],
    promoterId: principal.kind === "promoter" ? promoterIdOf(principal.promoter) : null,
    email: null,
    programs: [],
    expiresAt: endsAtMs === null ? null : instantOf(endsAtMs),
  };
}

export function presentPersonSession(
  email: string,
  memberships: readonly Membership[],
  endsAtMs: number | null,
): z.output<typeof sessionSchema> {
  return {
    caller: "person",
    program: null,
    scopes: [],
    promoterId: null,
    email,
    programs: memberships.map(({ programId, programName, role }) => {
      return { program: programId, name: programName, role, scopes: [...scopesOfRole(role)] };
    }),
    expiresAt: endsAtMs === null ? null : instantOf(endsAtMs),
  };
}
