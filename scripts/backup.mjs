/** `npm run backup`: copies a service's state to a folder, also while the service runs. */
import { requireReady } from "./service/ready.mjs";

requireReady("npm run backup");
const { backupFromCommandLine } = await import("./backup/command-line.ts");
await backupFromCommandLine();
