/** `node scripts/pages.mjs FOLDER`: builds the pages into a folder, for production whatever the environment says, and prints what they weigh. */
import { resolve } from "node:path";

// The libraries of the pages leave out what helps developers, if they are told so before they are loaded.
process.env["NODE_ENV"] = "production";
const { buildPages } = await import("./pages/build-pages.ts");
const { buildReference } = await import("./docs/reference/build-reference.ts");
const folder = resolve(process.argv[2] ?? "dist/pages");
const { desk, portal } = await buildPages(folder);
buildReference(folder);
console.log(`pages, gzipped at first load: desk ${desk} bytes, portal ${portal} bytes`);
