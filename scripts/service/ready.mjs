/** What every command asks first: are the packages here, and is this the Node that the project runs on? */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** Node's major version that runs TypeScript as it is. */
const LEAST_NODE = 24;

/** Ends the process with what to do, where the command could only fail. @param command as it is typed. */
export function requireReady(command) {
  const packages = resolve(import.meta.dirname, "../..", "node_modules");
  if (!existsSync(packages)) {
    console.error("The packages are not here yet. Fetch them once: npm ci");
    process.exit(1);
  }
  if (Number(process.versions.node.split(".")[0]) < LEAST_NODE) {
    console.error(`Start it with \`${command}\`: npm brings the Node version that this project runs on.`);
    process.exit(1);
  }
}
