/** `GET /openapi.json`: the API's description, made from the schemas that judge its requests. */
import type { ApiApp } from "../access/api-env.ts";
import { describePublicRoutes } from "./openapi-public.ts";

const VERSION = "0.1.0";

export function registerOpenApi(app: ApiApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "The operator's ADMIN_TOKEN, a program's API key (tk_…) or a promoter's token (tp_…)",
  });
  describePublicRoutes(app);
  let document: ReturnType<ApiApp["getOpenAPI31Document"]> | undefined;
  app.get("/openapi.json", (c) => {
    // Made once per isolate: it is asked for without credentials.
    document ??= app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "Tributary", version: VERSION, license: { name: "Apache-2.0" } },
    });
    return c.json(document);
  });
}
