/** `GET /openapi.json`: the API's description, made from the schemas that judge its requests. */
import type { ApiApp } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { TAGS } from "../http/tags.ts";
import { openApiSchema } from "./openapi.shapes.ts";
import { json } from "../http/route-parts.ts";
import { describePublicRoutes } from "./openapi-public.ts";
import { withWholeAnswers } from "./whole-answers.ts";

const VERSION = "0.1.0";

const DESCRIPTION = `Referral marketing for shops: share links, attribution of orders, commissions over levels, wallets and payouts.

**Money** is an integer of minor units of the program's currency: 12345 is 123.45 CNY. **Rates** are integer basis
points: 1000 is 10 %. **Instants** are RFC 3339 in UTC. **Durations** are ISO 8601 of fixed length, such as \`P7D\`.

**Credentials** go in \`Authorization: Bearer\`, or in the cookie of a session. \`x-access\` of an operation says who may call it:

- \`operator\`: who has the \`ADMIN_TOKEN\`
- \`key:<scope>\`: a key of the program that has the scope
- \`promoter:own\`: a promoter's token, for what is its own
- \`signature\`: whoever signs the body
- \`public\`: everybody

Where two scopes are joined by \`+\`, the key has both. What
is not yours is answered 404, as if it were not there. What a key's scopes do not reach is 403 \`insufficient_scope\`.

**Repeats** are safe: a write that was made before answers the resource as it now is, with \`Idempotent-Replay: true\`.
It is recognised by the resource's own id, or by the header \`Idempotency-Key\` where an operation names it.

**Lists** answer \`data\` and \`nextCursor\`, which is sent as \`cursor\` for the next page. A query parameter
that an operation does not describe is 422, so that no filter is passed over.

**Problems** are documents of RFC 9457. \`code\` is the fixed word to go by; \`type\` leads to the page that explains it.`;

const readDescription = defineRoute({
  method: "get",
  path: "/openapi.json",
  operationId: "readOpenApi",
  tag: "Documentation",
  summary: "This description",
  access: ["public"],
  responses: { 200: json(openApiSchema, "OpenAPI 3.1") },
});

export function registerOpenApi(app: ApiApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "The operator's ADMIN_TOKEN, a program's API key (tk_…) or a promoter's token (tp_…)",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "__Host-tributary",
    description: "A session of a page, as POST /v1/sessions begins it",
  });
  describePublicRoutes(app);
  let text: string | undefined;
  app.openapi(readDescription, (c) => {
    // Made and written once per isolate: a megabyte is asked for without credentials.
    text ??= JSON.stringify(describeApi(app));
    // It is typed as the document that it writes.
    return c.body(text, 200, { "content-type": "application/json" }) as never;
  });
}

/** The OpenAPI document of an app with all of its routes. */
export function describeApi(app: ApiApp): object {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tributary",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "The host that this description was read from" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  });
  return withWholeAnswers(document);
}
