/** What `npm start` and `npm run demo` share: options from the environment, messages, and a clean stop. */
import { argumentsOr, exitWith, stateDirectoryPath } from "./arguments.ts";
import { StartFailure } from "./failure.ts";
import { processEntry } from "./process-table.ts";
import { type Service, startService } from "./service.ts";

const PARENT_CHECK_MS = 500;

const HELP = `npm start [-- --port <number>] [--host <address>]

Serves Tributary on this machine. \`npm run demo\` does the same and drives one whole journey first.
\`npm run demo -- --year\` makes a year of a shop as well.

Environment:
  PORT          where it listens (8787; 0 takes any that is free)
  HOST          on which address (127.0.0.1)
  STATE_DIR     where it keeps everything (.tributary in the project)
  HANG_SECONDS  after how long without an answer it is ended (30)
and what README.md names under "Configuration".`;

export interface Started {
  readonly service: Service;
  /** Of the options that were allowed, those that were given. */
  readonly options: ReadonlySet<string>;
}

/**
 * Starts the service as the command line and the environment say, or ends the process with the reason.
 *
 * @param allowed options without a value that the command takes besides.
 */
export async function startFromCommandLine(allowed: readonly string[] = []): Promise<Started> {
  // Whatever is written from here on, by workerd too, is this user's alone to read.
  process.umask(0o077);
  const { options, ...how } = optionsFromCommandLine(allowed);
  const service = await startService(how).catch(exitWith);
  stopWithSignals(service);
  console.log(banner(service));
  return { service, options };
}

function optionsFromCommandLine(allowed: readonly string[]) {
  const flags = Object.fromEntries(allowed.map((name) => [name, { type: "boolean" } as const]));
  const { values } = argumentsOr(HELP, { ...flags, port: { type: "string" }, host: { type: "string" } });
  const port = Number(values.port ?? (process.env["PORT"] || "8787"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const given = values.port ?? process.env["PORT"];
    exitWith(new StartFailure(`PORT must be a number from 0 to 65535; it is ${given}.`));
  }
  const hang = Number(process.env["HANG_SECONDS"] || "30");
  if (!(hang >= 1 && hang <= 3_600)) {
    const given = process.env["HANG_SECONDS"];
    exitWith(new StartFailure(`HANG_SECONDS must be a number from 1 to 3600; it is ${given}.`));
  }
  return {
    options: new Set(allowed.filter((name) => name in values)),
    port,
    hangMs: hang * 1_000,
    host: values.host ?? (process.env["HOST"] || "127.0.0.1"),
    stateDirectory: stateDirectoryPath(),
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
  desk         ${service.url}/  for merchants: sign in with ADMIN_TOKEN, or with a key of a program
  portal       ${service.url}/portal/PROGRAM  for promoters: sign in with a promoter's token, or by a sign-in link
  management   ${service.url}/v1
  OpenAPI      ${service.url}/openapi.json
  health       ${service.url}/healthz
  ADMIN_TOKEN  ${token}
  state        ${service.stateDirectory}
${applied}  Ctrl-C stops it; what was accepted stays.
`;
}
