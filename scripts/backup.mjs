/** `npm run backup`: copies a service's state to a folder, also while the service runs. */
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error("Start it with `npm run backup`: npm brings the Node version that this project runs on.");
  process.exit(1);
}
const { backupFromCommandLine } = await import("./backup/command-line.ts");
await backupFromCommandLine();
