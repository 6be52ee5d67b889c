/**
 * `npm run build`: makes what is made of sources anew, and in `dist/` what production runs; fails where the browser SDK has
 * become too large. It needs Node 24, which npm brings.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ERRORS_DOCUMENT, errorsDocument } from "./docs/errors-document.ts";
import { bundleService, SERVICE_FOLDER } from "./service/build/bundle-service.ts";
import { buildRelease } from "./service/build/bundle.ts";
import { PREBUILT } from "./service/release.ts";
import { CLIENT_TYPES, clientTypes, KEYED_CALLS, keyedCalls } from "./sdk/client-types.ts";
import { readDescription } from "./sdk/read-description.ts";
import { buildSdk, moduleText, SCRIPTS } from "./sdk/bundle-sdk.ts";

const project = resolve(import.meta.dirname, "..");
for (const [path, of] of Object.entries(SCRIPTS)) {
  const { script, bytes } = await buildSdk(of);
  console.log(`${path}: ${script.length} bytes, ${of.measuredAs} ${bytes} of at most ${of.mostBytes}`);
  if (bytes > of.mostBytes) {
    console.error(`${path} is too large.`);
    process.exit(1);
  }
  writeFileSync(resolve(project, of.module), moduleText(script, of.name));
}
writeFileSync(resolve(project, ERRORS_DOCUMENT), errorsDocument());
const description = await readDescription();
writeFileSync(resolve(project, CLIENT_TYPES), await clientTypes(description));
writeFileSync(resolve(project, KEYED_CALLS), keyedCalls(description));
// Where wrangler.toml says that a deployment takes them from.
execFileSync(process.execPath, [resolve(import.meta.dirname, "pages.mjs")], {
  cwd: project,
  stdio: "inherit",
});
const { modules } = await buildRelease(PREBUILT);
await bundleService();
console.log(`the Worker: ${modules.length} modules; the service: ${SERVICE_FOLDER}/start.mjs`);
