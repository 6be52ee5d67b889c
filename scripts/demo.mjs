/** `npm run demo`: serves as `npm start` does, drives one whole journey over HTTP, and keeps serving. */
import { requireReady } from "./service/ready.mjs";

requireReady("npm run demo");
const { startFromCommandLine } = await import("./service/command-line.ts");
const { runDemo } = await import("./demo/demo.ts");
const service = await startFromCommandLine();
if (!(await runDemo(service))) {
  await service.stop();
  process.exit(1);
}
