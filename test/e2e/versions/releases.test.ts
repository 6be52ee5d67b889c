/** What a release stored is opened by the code of today, wherever that is killed while it starts, and nothing of it changes. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { unpackState } from "../../releases/pack.ts";
import { goOn, readAll, TOKEN } from "../../releases/story.ts";
import { sized } from "../../support/effort.ts";
import { runService, startAndKill, temporaryStateDirectory } from "../../support/service.ts";
import { seededRandom } from "../traffic/load.ts";

const KEPT = resolve(import.meta.dirname, "../../releases");
const KILLED_STARTS = sized(2, 20);
/** A start on data that is there serves within about this long. */
const START_MS = 3_000;
const SEED = Number(process.env["KILL_SEED"] ?? 20_261_126);

const releases = readdirSync(KEPT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("the state of every release that the changelog names is kept, and of the present one", () => {
  const { version } = JSON.parse(readFileSync(resolve(KEPT, "../../package.json"), "utf8")) as {
    version: string;
  };
  const changelog = readFileSync(resolve(KEPT, "../../CHANGELOG.md"), "utf8");
  const released = [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\] - /gm)].map(([, named]) => named);
  expect(releases).toEqual(expect.arrayContaining([...released, version]));
});

describe.each(releases)("the state of %s", (release) => {
  test(`is whole after ${KILLED_STARTS} starts that were killed, and the shop goes on (seed ${SEED})`, async () => {
    const state = temporaryStateDirectory();
    unpackState(readFileSync(join(KEPT, release, "state.br")), state.path);
    const shown = JSON.parse(readFileSync(join(KEPT, release, "shown.json"), "utf8")) as object;
    const random = seededRandom(SEED);
    for (let kill = 0; kill < KILLED_STARTS; kill += 1) {
      await startAndKill(state.path, Math.floor(random() * START_MS));
    }
    const running = await runService("start", state.path, { ADMIN_TOKEN: TOKEN });
    try {
      const { url } = running;
      await expect.poll(() => readAll(url), { interval: 500 }).toMatchObject(shown);
      expect(await goOn(url)).toMatchObject({
        order: { orderId: "early", reversedAmount: 250, events: [{ eventId: "e1", type: "refunded" }] },
        rest: true,
      });
    } finally {
      await running.kill();
      state.remove();
    }
  });
});
