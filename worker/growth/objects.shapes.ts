/** The number of a program's objects on the wire. */
import { z } from "@hono/zod-openapi";
import { SLOTS } from "../../domain/kernel/ids.ts";
import { movesLeft } from "../../domain/kernel/slot-map.ts";
import { countAnswer, named } from "../http/common.shapes.ts";
import type { Growth } from "./growths.tables.ts";

export const growthSchema = named(
  "Growth",
  z.strictObject({
    count: z.int().min(1).max(SLOTS).openapi({
      description: "Ledgers that the program's orders are to be dealt to; never fewer than before",
    }),
  }),
  { count: 16 },
);

export const objectsSchema = named(
  "Objects",
  z.object({
    ledgers: countAnswer("Ledgers that the program's orders are dealt to, once every slot has moved"),
    others: countAnswer("Objects of each other class, as the program was made"),
    slotsLeft: countAnswer("Slots that are still to move"),
    done: z.boolean().openapi({ description: "Whether every slot is where it should be" }),
  }),
  { ledgers: 16, others: 1, slotsLeft: 12, done: false },
);

export function presentObjects({ map, ledgers, objects }: Growth): z.output<typeof objectsSchema> {
  const slotsLeft = movesLeft(map, ledgers);
  return { ledgers, others: objects, slotsLeft, done: slotsLeft === 0 };
}
