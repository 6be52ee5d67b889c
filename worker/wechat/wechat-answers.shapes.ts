/** What WeChat answers, as its documents publish it. A refusal has an `errcode` in place of all else, with status 200. */
import { z } from "zod";

/** Of a call that gives something else than JSON as well. */
export const faultSchema = z.object({ errcode: z.int().refine((code) => code !== 0) });
const seconds = z.int().min(1).max(86_400);
const secret = z.string().min(1).max(2_048);

/** `POST /cgi-bin/stable_token`. */
export const tokenAnswerSchema = z.union([
  faultSchema,
  z.object({ access_token: secret, expires_in: seconds }),
]);

/** `GET /cgi-bin/ticket/getticket?type=jsapi`. */
export const ticketAnswerSchema = z.union([faultSchema, z.object({ ticket: secret, expires_in: seconds })]);

/** `GET /sns/oauth2/access_token`. `is_snapshotuser` stands there for a virtual account alone. */
export const codeAnswerSchema = z.union([
  faultSchema,
  z.object({ openid: z.string().min(1).max(128), is_snapshotuser: z.int().optional() }),
]);

/** `POST /wxa/generate_urllink`. */
export const urlLinkAnswerSchema = z.union([
  faultSchema,
  z.object({ url_link: z.string().max(2_048).startsWith("https://") }),
]);
