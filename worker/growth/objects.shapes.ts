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
      description:
        "Objects that the program's orders and customers are to be dealt to; never fewer than before",
    }),
  }),
  { count: 16 },
);

export const objectsSchema = named(
  "Objects",
  z.object({
    count: countAnswer("Objects that orders and customers are dealt to, once every slot has moved"),
    books: countAnswer(
      "AccountBooks that the program was made with: who becomes a promoter after a growth is dealt to `count`",
    ),
    slotsLeft: z
      .object({
        orders: countAnswer("Slots of orders that are still to move"),
        customers: countAnswer("Slots of customers that are still to move"),
      })
      .openapi({ description: "How far the growth is" }),
    done: z.boolean().openapi({ description: "Whether every slot is where it should be" }),
  }),
  { count: 16, books: 1, slotsLeft: { orders: 12, customers: 240 }, done: false },
);

export function presentObjects({ maps, count, objects }: Growth): z.output<typeof objectsSchema> {
  const orders = movesLeft(maps.orders.map, count);
  const customers = movesLeft(maps.customers.map, count);
  return { count, books: objects, slotsLeft: { orders, customers }, done: orders + customers === 0 };
}
