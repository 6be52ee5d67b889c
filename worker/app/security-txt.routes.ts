/** `GET /.well-known/security.txt` (RFC 9116): whom a finder tells of a weakness, where the operator has said so. */
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { ApiProblem } from "../http/problem.ts";
import { problemSchema } from "../http/problem.shapes.ts";
import { problemAnswer, text } from "../http/route-parts.ts";

const PATH = "/.well-known/security.txt";
/** The file says until when it may be believed: always for half a year more. */
const BELIEVED_MS = 180 * 86_400_000;

const readSecurityTxt = defineRoute({
  method: "get",
  path: PATH,
  operationId: "readSecurityTxt",
  tag: "Documentation",
  summary: "Whom to tell of a weakness",
  description: "404 where the operator has set no `SECURITY_CONTACT`.",
  access: ["public"],
  responses: {
    200: text("text/plain", "As RFC 9116 says"),
    404: problemAnswer(problemSchema, "No contact is set"),
  },
});

export function registerSecurityTxt(app: ApiApp): void {
  app.openapi(readSecurityTxt, (c) => {
    const contact = c.env.SECURITY_CONTACT;
    if (contact === "") throw new ApiProblem("not_found");
    const expires = new Date(Date.now() + BELIEVED_MS).toISOString();
    return c.text(`Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en, zh\n`, 200);
  });
}
