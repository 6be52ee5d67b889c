/** Whose act something was, on the wire. */
import { z } from "@hono/zod-openapi";
import { idAnswer } from "../common.shapes.ts";

/** What people know actors by, by the ids of those. Absent: it has no name, or it is no longer known. */
export type ActorNames = ReadonlyMap<string, string>;

export const actorNameAnswer = z
  .string()
  .nullable()
  .openapi({
    description:
      "What people know the actor by: a person's address or a key's name. null: it has none or is no longer known, or a key reads " +
      "that reaches neither `manage` nor `payouts` nor `keys`",
  });

const SET_BY = "Who set this version; null: that is not known, or a promoter asks";

export const setByAnswer = z
  .object({ actor: idAnswer("`operator`, a key or a person", "pe_1"), name: actorNameAnswer })
  .nullable()
  .openapi({ description: SET_BY });

export function presentSetBy(actor: string | null, names: ActorNames): z.output<typeof setByAnswer> {
  return actor === null ? null : { actor, name: names.get(actor) ?? null };
}
