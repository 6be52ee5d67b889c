/** `npm run demo`: serves as `npm start` does, drives one whole journey over HTTP, and keeps serving. */
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error("Start it with `npm run demo`: npm brings the Node version that this project runs on.");
  process.exit(1);
}
const { startFromCommandLine } = await import("./service/command-line.ts");
const { runDemo } = await import("./demo/demo.ts");
const service = await startFromCommandLine();
if (!(await runDemo(service))) {
  await service.stop();
  process.exit(1);
}
