/** `npm start`: serves Tributary on this machine. The service itself is TypeScript, which needs Node 24. */
import module from "node:module";

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error("Start it with `npm start`: npm brings the Node version that this project runs on.");
  process.exit(1);
}
// What was compiled at an earlier start is not compiled again.
module.enableCompileCache();
const { startFromCommandLine } = await import("./service/command-line.ts");
await startFromCommandLine();
