/** What `npm start` and `npm run demo` share: options from the environment, messages, and a clean stop. */
import { parseArgs } from "node:util";
import { resolve } from "node:path";
import { StartFailure } from "./failure.ts";
import { processEntry } from "./process-table.ts";
import { PROJECT } from "./project.ts";
import { type Service, startService } from "./service.ts";

const PARENT_CHECK_MS = 500;

/** Starts the service as the command line and the environment say, or ends the process with the reason. */
export async function startFromCommandLine(): Promise<Service> {
  const service = await startService(optionsFromCommandLine()).catch(exitWith);
  stopWithSignals(service);
  console.log(banner(service));
  return service;
}

function exitWith(error: unknown): never {
  console.error(error instanceof StartFailure ? `\n${error.message}\n` : error);
  process.exit(1);
}

function optionsFromCommandLine() {
  const { values } = parseArgs({ options: { port: { type: "string" }, host: { type: "string" } } });
  const port = Number(values.port ?? (process.env["PORT"] || "8787"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`PORT must be a number from 0 to 65535; it is ${values.port ?? process.env["PORT"]}.`);
    process.exit(1);
  }
  const hang = Number(process.env["HANG_SECONDS"] || "30");
  if (!(hang >= 1 && hang <= 3_600)) {
    console.error(`HANG_SECONDS must be a number from 1 to 3600; it is ${process.env["HANG_SECONDS"]}.`);
    process.exit(1);
  }
  return {
    port,
    hangMs: hang * 1_000,
    host: values.host ?? (process.env["HOST"] || "127.0.0.1"),
    stateDirectory: resolve(process.env["STATE_DIR"] || resolve(PROJECT, ".tributary")),
    environment: process.env,
  };
}

function stopWithSignals(service: Service): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await service.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // miniflare's own listener ends the process at once, as if it had failed.
    process.removeAllListeners(signal);
    process.on(signal, () => void stop());
  }
  watchNpm(() => void stop());
}

/** Started by npm, the service ends with it: npm killed outright would leave it running unseen. */
function watchNpm(stop: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const starters = [process.ppid, ...npmBehind(process.ppid)];
  const timer = setInterval(() => {
    if (process.ppid === starters[0] && starters.every((pid) => processEntry(pid) !== undefined)) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** npm itself, where a shell stands between it and this process. */
function npmBehind(pid: number): number[] {
  const entry = processEntry(pid);
  return entry !== undefined && /^(ba|da|z)?sh$/.test(entry.name) ? [entry.parent] : [];
}

function banner(service: Service): string {
  const token = service.ownAdminToken ? service.adminToken : "from the environment";
  const applied = service.migrations.length === 0 ? "" : `  migrated     ${service.migrations.join(", ")}\n`;
  return `
  Tributary
  listening on ${service.url}
  management   ${service.url}/v1
  OpenAPI      ${service.url}/openapi.json
  health       ${service.url}/healthz
  ADMIN_TOKEN  ${token}
  state        ${service.stateDirectory}
${applied}  Ctrl-C stops it; what was accepted stays.
`;
}
