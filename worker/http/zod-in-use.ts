/**
 * What the built Worker takes for the package `zod`: all of it but its languages, of which this service speaks one.
 *
 * `@hono/zod-openapi` hands on the package as one object, so that no bundler can leave anything of it out.
 */
export * from "./zod-members.ts";
export * as z from "./zod-members.ts";
