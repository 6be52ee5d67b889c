/** What README.md tells its readers to paste does what it says in an interactive zsh, which takes no comments. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { GUIDE_TOKEN, type Shell, typeInto } from "../support/guide.ts";
import { keepsItsPromises } from "../support/guide-guarantees.ts";
import { runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

/** Without the mark that zsh draws where an output did not end its line. */
const ZSH: Shell = ["zsh", "-f", "-i", "+o", "promptsp"];

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

keepsItsPromises(ZSH, () => demo.url);

test("a comment in a block would be found", async () => {
  expect((await typeInto(ZSH, ["# a program"], demo.url)).complaints).toContain("command not found: #");
});
