/**
 * What a page may tell through `POST /e`, the SDK's beacon. Members that we do not know are ignored: a browser may
 * hold a script that is older or newer than this service.
 */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountSchema, currencySchema, opaqueIdSchema, programIdSchema } from "../http/common.shapes.ts";

/** Longer than any token of ours, so that a spoiled one is ignored and spoils no other. */
const token = z.string().max(512);
const tokenList = z.array(token).max(LIMITS.tokensPerOrder);

/** Click tokens, named as in a conversion, or shortly. */
const tokenShape = {
  clickToken: token.optional(),
  clickTokens: tokenList.optional(),
  tokens: tokenList.optional(),
};

export const beaconSchema = z
  .discriminatedUnion("type", [
    z.object({ program: programIdSchema, type: z.literal("pageview") }),
    z.object({
      program: programIdSchema,
      type: z.literal("identify"),
      customerId: opaqueIdSchema,
      /** Hex HMAC-SHA256 of `customerId` under the program's identify secret. */
      proof: z.string().max(512).default(""),
      ...tokenShape,
    }),
    z.object({
      program: programIdSchema,
      type: z.literal("conversion"),
      orderId: opaqueIdSchema,
      amount: amountSchema,
      currency: currencySchema,
      ...tokenShape,
    }),
    z.object({
      program: programIdSchema,
      type: z.literal("session"),
      /** Erases the cookies in place of answering their tokens. */
      forget: z.boolean().default(false),
      ...tokenShape,
    }),
  ])
  .openapi("Beacon");

export type Beacon = z.output<typeof beaconSchema>;
export type BeaconOf<Type extends Beacon["type"]> = Extract<Beacon, { type: Type }>;

/** What a first-party session answers: the tokens of the program, newest first. */
export const sessionSchema = z
  .object({
    tokens: z.array(
      z.object({
        token: z.string(),
        /** When its click happened, in seconds since 1970. */
        seenAtS: z.int().min(0),
      }),
    ),
  })
  .openapi("BeaconSession");

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
