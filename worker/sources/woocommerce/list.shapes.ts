/** By what a shop's REST API is asked, what it lists, and where a list goes on. */
import { z } from "@hono/zod-openapi";
import { isPublicName } from "../../configuration/hosts/public-host.ts";
import { named } from "../../http/common.shapes.ts";
import { ofKind } from "../../http/problems/fault-kinds.ts";

/** An address of a host with a name of its own: no IP address, nothing of this machine or of a private network. */
function isPublicSite(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isPlain = protocol === "https:" && `${username}${password}${search}${hash}` === "";
  return isPlain && isPublicName(hostname);
}

export const wooCommerceKeySchema = named(
  "WooCommerceApiKey",
  z.strictObject({
    site: z
      .string()
      .max(500)
      .refine(isPublicSite, ofKind("wrong_form", "expected the https address of a public host"))
      .openapi({ description: "The address of the WordPress site" }),
    consumerKey: z
      .string()
      .regex(/^ck_[0-9a-zA-Z]{16,128}$/)
      .openapi({ description: "The consumer key, of a user who may read orders" }),
    consumerSecret: z
      .string()
      .regex(/^cs_[0-9a-zA-Z]{16,128}$/)
      .openapi({ description: "The consumer secret" }),
  }),
  {
    site: "https://shop.example",
    consumerKey: "ck_0123456789abcdef0123456789abcdef01234567",
    consumerSecret: "cs_0123456789abcdef0123456789abcdef01234567",
  },
);

export type WooCommerceKeys = z.output<typeof wooCommerceKeySchema>;

/** What cannot be read of one is no reason to read none: it is told by the translation. */
const id = z.union([z.int(), z.string()]).optional().catch(undefined);
const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
  .nullish()
  .catch(undefined);

export const orderPageSchema = z.array(
  z.looseObject({ id, date_created_gmt: time, date_modified_gmt: time }),
);

export type ListedOrder = z.output<typeof orderPageSchema>[number];

export const wooCommercePlaceSchema = z.object({
  afterMs: z.int().nullable(),
  page: z.int().min(1),
  /** Orders of one page. */
  size: z.int().min(1).optional(),
});

export type WooCommercePlace = z.output<typeof wooCommercePlaceSchema>;
