/** `npm run build`: makes the browser SDK's module anew, and fails where the SDK has become too large. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildSdk, MODULE, MOST_GZIPPED_BYTES, moduleText } from "./sdk/bundle-sdk.ts";

const { script, gzippedBytes } = await buildSdk();
console.log(`t.js: ${script.length} bytes, gzipped ${gzippedBytes} of at most ${MOST_GZIPPED_BYTES}`);
if (gzippedBytes > MOST_GZIPPED_BYTES) {
  console.error("The browser SDK is too large.");
  process.exit(1);
}
writeFileSync(resolve(import.meta.dirname, "..", MODULE), moduleText(script));
