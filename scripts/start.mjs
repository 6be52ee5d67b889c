/** `npm start`: serves Tributary on this machine. The service itself is TypeScript, which needs Node 24. */
import module from "node:module";
import { requireReady } from "./service/ready.mjs";

requireReady("npm start");
// What was compiled at an earlier start is not compiled again.
module.enableCompileCache();
const { startFromCommandLine } = await import("./service/command-line.ts");
await startFromCommandLine();
