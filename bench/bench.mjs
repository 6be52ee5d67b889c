/** `npm run bench`: measures what is built here against its references. TypeScript, which needs Node 24. */
if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error("Start it with `npm run bench`: npm brings the Node version that this project runs on.");
  process.exit(1);
}
const { runBenchmark } = await import("./run.ts");
process.exit(await runBenchmark(process.argv.slice(2)));
