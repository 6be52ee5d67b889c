/** Erasures on the wire: that one was asked for and done, and nothing of the person. */
import { z } from "@hono/zod-openapi";
import {
  customerIdSchema,
  idAnswer,
  instantAnswer,
  named,
  programIdSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { Erasure } from "./erasures.tables.ts";

const STATES = ["running", "finished", "refused"] as const satisfies readonly Erasure["state"][];

const STATES_MEAN: Readonly<Record<Erasure["state"], string>> = {
  running: "under way in the background",
  finished: "nothing that is stored names the person any more",
  refused: "the customer has become a promoter meanwhile, or the promoter's wallet is not empty any more",
};

const KINDS_MEAN: Readonly<Record<Erasure["kind"], string>> = {
  customer: "who bought",
  promoter: "who earned, and may have bought as well",
};

export const erasureSchema = named(
  "Erasure",
  z.object({
    id: idAnswer("The erasure's id", "er_7"),
    kind: words("As what the person is erased", ["customer", "promoter"], KINDS_MEAN),
    state: words("How far it has come", STATES, STATES_MEAN),
    askedAt: instantAnswer(
      "When it was asked for: orders that are received after its end are somebody else's",
    ),
    finishedAt: instantAnswer("When it ended; null while it is under way").nullable(),
  }),
  {
    id: "er_7",
    kind: "customer",
    state: "finished",
    askedAt: "2026-11-26T08:00:00.000Z",
    finishedAt: "2026-11-26T08:00:01.000Z",
  },
);

export const customerParams = z.object({ program: programIdSchema, customerId: customerIdSchema });

export const erasureParams = z.object({
  program: programIdSchema,
  id: z
    .string()
    .regex(/^er_[0-9a-z]{1,11}$/)
    .transform((id) => Number.parseInt(id.slice(3), 36))
    .openapi({ type: "string", example: "er_7", description: "The erasure's id" }),
});

export function presentErasure(erasure: Erasure): z.output<typeof erasureSchema> {
  const { number, kind, state, askedAtMs, finishedAtMs } = erasure;
  return {
    id: `er_${number.toString(36)}`,
    kind,
    state,
    askedAt: instantOf(askedAtMs),
    finishedAt: finishedAtMs === null ? null : instantOf(finishedAtMs),
  };
}
