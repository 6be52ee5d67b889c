/** `npm run restore`: puts a service's state back to what a backup holds. */
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error("Start it with `npm run restore`: npm brings the Node version that this project runs on.");
  process.exit(1);
}
const { restoreFromCommandLine } = await import("./backup/command-line.ts");
await restoreFromCommandLine();
