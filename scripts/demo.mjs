/** `npm run demo`: serves as `npm start` does, drives one whole journey over HTTP, makes a year of a shop with `--year`, and keeps serving. */
import { requireReady } from "./service/ready.mjs";

requireReady("npm run demo");
const { startFromCommandLine } = await import("./service/command-line.ts");
const { runDemo } = await import("./demo/demo.ts");
const { service, options } = await startFromCommandLine(["year"]);
if (!(await runDemo(service, options.has("year")))) {
  await service.stop();
  process.exit(1);
}
