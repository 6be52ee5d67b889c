/** A start is refused, with a sentence for each fault, where the configuration or the keys could not work. */
import { deploymentFaults } from "../../worker/deployment/deployment.shapes.ts";
import { verifyKeyMarks } from "../../worker/deployment/key-marks.ts";
import { keyRing, MissingKey } from "../../worker/platform/keys.ts";
import { StartFailure } from "./failure.ts";

type Variables = Readonly<Record<string, string>>;

/** @throws StartFailure with a sentence for every variable that could never work. */
export function verifyConfiguration(variables: Variables, host: string): void {
  const faults = deploymentFaults(variables, isOfThisMachine(host) ? "machine" : "world");
  if (faults.length > 0) throw new StartFailure(faults.join("\n"));
}

/** @throws StartFailure when stored data was made with other keys. */
export async function verifyKeys(config: unknown, variables: Variables): Promise<void> {
  const { TOKEN_KEYS = "", CHECK_KEY = "", DATA_KEY = "" } = variables;
  try {
    // It has what queries ask of a database, and no more.
    await verifyKeyMarks(config as D1Database, keyRing({ TOKEN_KEYS, CHECK_KEY, DATA_KEY }), Date.now());
  } catch (error) {
    throw error instanceof MissingKey ? new StartFailure(`${error.message}.`) : error;
  }
}

/** Whether nobody but this machine reaches what listens there. */
function isOfThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
