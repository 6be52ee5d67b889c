/** People of a program on the wire. */
import { z } from "@hono/zod-openapi";
import { idAnswer, instantAnswer, named, programIdSchema, words } from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { credentialId } from "../../platform/credentials.ts";
import { SCOPES, SCOPES_MEAN } from "../scopes.ts";
import type { PersonRow } from "./people.tables.ts";
import { ROLES, ROLES_MEAN, scopesOfRole } from "./roles.ts";

const MOST_CHARACTERS = 254;
const roleSchema = words("What the person may do", ROLES, ROLES_MEAN);

const FAULT = "expected an address of e-mail";

/**
 * An address as it is compared: without spaces around it, in lower case. Only printable ASCII is taken, before anything of it
 * is folded: the lower case of the Kelvin sign is a common `k`.
 */
export const emailSchema = z
  .string()
  .refine((text) => /^[ -~]*$/.test(text), { error: FAULT, abort: true })
  .trim()
  .toLowerCase()
  .max(MOST_CHARACTERS)
  .regex(/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, FAULT)
  .openapi({ format: "email", example: "li.lei@shop.example", description: "Compared in lower case" });

export const newPersonSchema = named("NewPerson", z.strictObject({ email: emailSchema, role: roleSchema }), {
  email: "li.lei@shop.example",
  role: "finance",
});

export const personPatchSchema = named("PersonPatch", z.strictObject({ role: roleSchema.optional() }), {
  role: "viewer",
});

export const personSchema = named(
  "Person",
  z.object({
    id: idAnswer("The person's id in this program", "pe_1"),
    email: z.string().openapi({ description: "The address that the provider has verified" }),
    role: z.string().openapi({ description: `One of ${ROLES.join(", ")}` }),
    scopes: z.array(words("What the role reaches", SCOPES, SCOPES_MEAN)),
    addedAt: instantAnswer("When the person was added, or added again"),
  }),
  {
    id: "pe_1",
    email: "li.lei@shop.example",
    role: "finance",
    scopes: ["read", "payouts"],
    addedAt: "2026-11-22T08:00:00.000Z",
  },
);

export const personParams = z.object({ program: programIdSchema, id: idAnswer("The person's id", "pe_1") });

export function presentPerson({ number, email, role, addedAtMs }: PersonRow): z.output<typeof personSchema> {
  return {
    id: credentialId("pe", number),
    email,
    role,
    scopes: [...scopesOfRole(role)],
    addedAt: instantOf(addedAtMs),
  };
}
