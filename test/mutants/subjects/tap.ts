/** Mistakes in who is taken for a person, and in what a token keeps of a journey. */
import type { Mutant } from "../mutant.ts";

const AGENTS = "worker/edge/user-agents.ts";
const AGENTS_TEST = "test/unit/worker/edge/user-agents.test.ts";
const WORTH = "domain/tracking/journey-worth.ts";
const TOKEN = "domain/tracking/click-token.ts";
const JOURNEY_TEST = "test/property/token-journey.test.ts";
const TOKEN_TEST = "test/unit/domain/tracking/click-token.test.ts";
const SLUG = "domain/tracking/slug.ts";
const SLUG_TEST = "test/unit/domain/tracking/slug.test.ts";

export const TAP: readonly Mutant[] = [
  {
    name: "a device's name makes its owner a bot",
    file: AGENTS,
    replaces: "hasEngine ? withoutDevice(userAgent) : userAgent",
    by: "userAgent",
    foundBy: [AGENTS_TEST],
  },
  {
    name: "words that stand in names of apps make their users bots",
    file: AGENTS,
    replaces: "!WEAK_PATTERNS.has(pattern) && ",
    by: "",
    foundBy: [AGENTS_TEST],
  },
  {
    name: "a crawler that borrows an engine's name is a person",
    file: AGENTS,
    replaces: "[...names, ...CRAWLER_MARKS]",
    by: "names",
    foundBy: [AGENTS_TEST],
  },
  {
    name: "an engine that sends fetch metadata and did not is as good as one that never does",
    file: "domain/risk/navigation.ts",
    replaces: 'engine === "none" ? "not_sent" : "missing"',
    by: '"not_sent"',
    foundBy: ["test/unit/domain/risk/client.test.ts"],
  },
  {
    name: "a word of bots within an app casts doubt on its people",
    file: "domain/risk/client.ts",
    replaces: 'if (APPS.test(userAgent)) return "in_app";',
    by: "",
    foundBy: ["test/unit/domain/risk/client.test.ts"],
  },
  {
    name: "one visitor who comes back again and again raises its network's limit as many do",
    file: "domain/risk/guard-memory.ts",
    replaces: "if (newestMs > atMs - windowMs) visitors += 1;",
    by: "visitors += this.#rooms.returning.of(visitor, this.#newestMs).length;",
    foundBy: ["test/unit/domain/risk/guard-memory.test.ts"],
  },
  {
    name: "who came back long ago raises the limit of a network for ever",
    file: "domain/risk/guard-memory.ts",
    replaces: "newestMs > atMs - windowMs",
    by: "newestMs > -Infinity",
    foundBy: ["test/unit/domain/risk/guard-memory.test.ts"],
  },
  {
    name: "a touch gives its room in a token before marks do",
    file: TOKEN,
    replaces: "written(click, newestFirst, { room, marked: false });",
    by: "undefined;",
    foundBy: [TOKEN_TEST],
  },
  {
    name: "a token keeps no promoter's first touch beside its newest",
    file: WORTH,
    replaces: "? WORTH.firstOfPromoter : WORTH.between",
    by: "? WORTH.between : WORTH.between",
    foundBy: [JOURNEY_TEST],
  },
  {
    name: "the journey's first touch is worth no more than any between",
    file: WORTH,
    replaces: "if (touch === live.at(-1)) return WORTH.firstOfAll;",
    by: "if (touch === live.at(-1)) return WORTH.between;",
    foundBy: [JOURNEY_TEST],
  },
  {
    name: "touches whose lookback is over take the room of those that count",
    file: WORTH,
    replaces: "[click, ...beside.values()].filter(isLive)",
    by: "[click, ...beside.values()].filter((touch) => isLive(touch) || touch !== click)",
    foundBy: [JOURNEY_TEST],
  },
  {
    name: "of touches between the newest goes first",
    file: WORTH,
    replaces: "worthOf(a) - worthOf(b) || laterFirst(a, b)",
    by: "worthOf(a) - worthOf(b) || laterFirst(b, a)",
    foundBy: [JOURNEY_TEST],
  },
  {
    name: "the time of an earlier touch is told against the click, and read against the one before",
    file: TOKEN,
    replaces: "    if (out.length > room) return undefined;\n    beforeMs = touch.occurredAtMs;",
    by: "    if (out.length > room) return undefined;",
    foundBy: [TOKEN_TEST, JOURNEY_TEST],
  },
  {
    name: "what is glued to a generated slug makes it another",
    file: SLUG,
    replaces: `whole === cut || slugForm(cut) !== "generated" ? slugs : [...slugs, cut]`,
    by: "slugs",
    foundBy: [SLUG_TEST],
  },
];
