/**
 * What the built Worker takes for the package `zod`: all of it but its languages, of which this service speaks one.
 *
 * `@hono/zod-openapi` hands on the package as one object, so that no bundler can leave anything of it out.
 */
export * from "../../node_modules/zod/v4/classic/schemas.js";
export * from "../../node_modules/zod/v4/classic/checks.js";
export * from "../../node_modules/zod/v4/classic/errors.js";
export * from "../../node_modules/zod/v4/classic/parse.js";
export { NEVER } from "../../node_modules/zod/v4/core/core.js";
export * as z from "./zod-in-use.ts";
