/** `npm run restore`: puts a service's state back to what a backup holds. */
import { requireReady } from "./service/ready.mjs";

requireReady("npm run restore");
const { restoreFromCommandLine } = await import("./backup/command-line.ts");
await restoreFromCommandLine();
