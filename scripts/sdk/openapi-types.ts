/** Types of an OpenAPI document, by openapi-typescript. */
import { registerHooks } from "node:module";
import type { OpenAPITSOptions } from "openapi-typescript";

/** The generator writes with TypeScript as a library of version 5, which the project's own compiler no longer is. */
const TYPESCRIPT_API = new URL("typescript-api.ts", import.meta.url).href;

export async function openApiTypes(document: string, options: OpenAPITSOptions): Promise<string> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === "typescript" ? TYPESCRIPT_API : specifier, context),
  });
  try {
    const { astToString, default: typesOf } = await import("openapi-typescript");
    return astToString(await typesOf(document, options));
  } finally {
    hooks.deregister();
  }
}
