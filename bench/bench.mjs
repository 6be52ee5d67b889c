/** `npm run bench`: measures what is built here against its references. TypeScript, which needs Node 24. */
import { requireReady } from "../scripts/service/ready.mjs";

requireReady("npm run bench");
const { runBenchmark } = await import("./run.ts");
process.exit(await runBenchmark(process.argv.slice(2)));
