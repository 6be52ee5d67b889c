/** What README.md tells its readers to paste does what it says in bash. */
import { afterAll, beforeAll } from "vitest";
import { GUIDE_TOKEN } from "../support/guide.ts";
import { keepsItsPromises } from "../support/guide-guarantees.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let demo: RunningService;

beforeAll(async () => {
  demo = await runService("demo", state.path, { ADMIN_TOKEN: GUIDE_TOKEN });
  await demo.printed("Done in");
});

afterAll(async () => {
  await demo?.kill();
  state.remove();
});

keepsItsPromises(["bash", "--norc"], () => demo.url);
