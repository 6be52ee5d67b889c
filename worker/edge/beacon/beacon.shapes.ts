/**
 * What a page may tell through `POST /e`, the SDK's beacon. Members that we do not know are ignored: a browser may
 * hold a script that is older or newer than this service.
 */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import {
  amountSchema,
  currencySchema,
  customerIdSchema,
  named,
  orderIdSchema,
  programIdSchema,
} from "../../http/common.shapes.ts";

/** Longer than any token of ours, so that a spoiled one is ignored and spoils no other. */
const token = z.string().max(512);
const tokenList = z.array(token).max(LIMITS.tokensPerOrder);

/** Click tokens, named as in a conversion, or shortly. */
const tokenShape = {
  clickToken: token.optional().openapi({ description: "A click token that the page holds" }),
  clickTokens: tokenList.optional().openapi({ description: "Click tokens that the page holds" }),
  tokens: tokenList.optional().openapi({ description: "The same, shortly" }),
};

export const beaconSchema = named(
  "Beacon",
  z.discriminatedUnion("type", [
    z.object({
      program: programIdSchema,
      type: z.literal("pageview").openapi({ description: "`pageview`: a page was seen; counted" }),
    }),
    z.object({
      program: programIdSchema,
      type: z.literal("identify").openapi({ description: "`identify`: the visitor is this customer" }),
      customerId: customerIdSchema,
      proof: z.string().max(512).default("").openapi({
        description:
          "`v1.<expiry>.<mac>`: `expiry` in seconds since 1970, `mac` the hex HMAC-SHA256 of program, customer id and expiry, joined by line feeds, under the program's identify secret. Without a valid proof nothing is kept",
      }),
      ...tokenShape,
    }),
    z.object({
      program: programIdSchema,
      type: z.literal("conversion").openapi({
        description: "`conversion`: the page says that an order was placed; for comparison",
      }),
      orderId: orderIdSchema,
      amount: amountSchema("What the page says the order is worth"),
      currency: currencySchema,
      ...tokenShape,
    }),
    z.object({
      program: programIdSchema,
      type: z.literal("session").openapi({
        description: "`session`: on the merchant's own zone, asks for the tokens of the cookies",
      }),
      forget: z.boolean().default(false).openapi({
        description: "Erases the cookies in place of answering their tokens",
      }),
      ...tokenShape,
    }),
  ]),
  { program: "demo", type: "pageview" },
);

export type Beacon = z.output<typeof beaconSchema>;
export type BeaconOf<Type extends Beacon["type"]> = Extract<Beacon, { type: Type }>;

/** What a first-party session answers: the tokens of the program, newest first. */
export const sessionSchema = named(
  "BeaconSession",
  z.object({
    tokens: z
      .array(
        z.object({
          token: z.string().openapi({ description: "A click token" }),
          seenAtS: z.int().min(0).openapi({ description: "When its click happened, in seconds since 1970" }),
        }),
      )
      .openapi({ description: "Newest first" }),
  }),
  { tokens: [{ token: "1AbC.dEf", seenAtS: 1_795_420_800 }] },
);

export type Session = z.output<typeof sessionSchema>;

/** The tokens of a beacon, each once, at most as many as an order may have. */
export function tokensOf(beacon: {
  readonly clickToken?: string | undefined;
  readonly clickTokens?: readonly string[] | undefined;
  readonly tokens?: readonly string[] | undefined;
}): string[] {
  const { clickToken, clickTokens = [], tokens = [] } = beacon;
  const all = [...(clickToken === undefined ? [] : [clickToken]), ...clickTokens, ...tokens];
  return [...new Set(all)].slice(0, LIMITS.tokensPerOrder);
}
