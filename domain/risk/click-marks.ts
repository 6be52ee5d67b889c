/**
 * What the edge saw of who clicked, in a few words. A click's token carries them, signed, so that its order brings its own
 * evidence, and no click is stored. They name nobody.
 */
import type { PackedMarks, Touch } from "../attribution/touch.ts";

/** What asked: a browser, the browser within an app, one of years ago, one with a word of bots in its name, or a tool. */
export const AGENT_CLASSES = ["browser", "in_app", "old", "weak_word", "tool"] as const;

/**
 * What the browser said of the navigation. That somebody set it off, that nobody did, nothing although its engine says it,
 * or nothing as its engine never does.
 */
export const NAVIGATIONS = ["activated", "not_activated", "missing", "not_sent"] as const;

/** Whether it brought a cookie of ours; `gpc` of who asks not to be tracked. */
export const COOKIE_STATES = ["returning", "new", "gpc"] as const;

export const NETWORK_CLASSES = ["mobile", "household", "hosting", "corporate", "unknown"] as const;

/** What page led to the link, or that it was tapped inside of WeChat, which names no page. */
export const REFERRER_CLASSES = ["none", "social", "other", "wechat"] as const;

/** How likely Cloudflare holds it that a person asks; `none` where it says nothing. */
export const SCORES = ["none", "low", "middle", "high"] as const;

export interface ClickMarks {
  readonly agent: (typeof AGENT_CLASSES)[number];
  readonly navigation: (typeof NAVIGATIONS)[number];
  readonly cookie: (typeof COOKIE_STATES)[number];
  readonly network: (typeof NETWORK_CLASSES)[number];
  readonly referrer: (typeof REFERRER_CLASSES)[number];
  readonly score: (typeof SCORES)[number];
}

/** Every mark with its words. A new word goes to the end of its list, for a stored number names the place. */
const WORDS = {
  agent: AGENT_CLASSES,
  navigation: NAVIGATIONS,
  cookie: COOKIE_STATES,
  network: NETWORK_CLASSES,
  referrer: REFERRER_CLASSES,
  score: SCORES,
} as const satisfies { readonly [Mark in keyof ClickMarks]: readonly ClickMarks[Mark][] };

/** Bits of each mark, the lowest first: 16 together. All but those of the agent and of the referrer have room for a further word. */
const AGENT_BITS = 3;
const NAVIGATION_BITS = 3;
const COOKIE_BITS = 2;
const NETWORK_BITS = 3;
const REFERRER_BITS = 2;
const SCORE_BITS = 3;
/** The agent counts from 1, so that no marks are the number 0. */
const FIRST_AGENT = 1;

const NAVIGATION_AT = AGENT_BITS;
const COOKIE_AT = NAVIGATION_AT + NAVIGATION_BITS;
const NETWORK_AT = COOKIE_AT + COOKIE_BITS;
const REFERRER_AT = NETWORK_AT + NETWORK_BITS;
const SCORE_AT = REFERRER_AT + REFERRER_BITS;

/** The marks as 16 bits, from 1 to 65,535. */
export function packMarks(marks: ClickMarks): PackedMarks {
  const bits =
    (WORDS.agent.indexOf(marks.agent) + FIRST_AGENT) |
    (WORDS.navigation.indexOf(marks.navigation) << NAVIGATION_AT) |
    (WORDS.cookie.indexOf(marks.cookie) << COOKIE_AT) |
    (WORDS.network.indexOf(marks.network) << NETWORK_AT) |
    (WORDS.referrer.indexOf(marks.referrer) << REFERRER_AT) |
    (WORDS.score.indexOf(marks.score) << SCORE_AT);
  return bits as PackedMarks;
}

/**
 * What the edge saw of the click. Null of an impression, and of a click before there were marks. Null too where a later version of
 * this code wrote a word that this one does not know.
 */
export function marksOf({ marks }: Pick<Touch, "marks">): ClickMarks | null {
  return marks === undefined ? null : unpackMarks(marks);
}

/**
 * Whether nobody set off the click, by what its browser said; null where it said nothing, as of engines that never do. What an
 * engine withholds that always says it is no word of people.
 */
export function isUnasked(touch: Pick<Touch, "marks">): boolean | null {
  const marks = marksOf(touch);
  return marks === null || marks.navigation === "not_sent" ? null : marks.navigation !== "activated";
}

function unpackMarks(packed: PackedMarks): ClickMarks | null {
  const marks = {
    agent: WORDS.agent[bitsAt(packed, 0, AGENT_BITS) - FIRST_AGENT],
    navigation: WORDS.navigation[bitsAt(packed, NAVIGATION_AT, NAVIGATION_BITS)],
    cookie: WORDS.cookie[bitsAt(packed, COOKIE_AT, COOKIE_BITS)],
    network: WORDS.network[bitsAt(packed, NETWORK_AT, NETWORK_BITS)],
    referrer: WORDS.referrer[bitsAt(packed, REFERRER_AT, REFERRER_BITS)],
    score: WORDS.score[bitsAt(packed, SCORE_AT, SCORE_BITS)],
  };
  return isWhole(marks) ? marks : null;
}

function isWhole(marks: {
  readonly [Mark in keyof ClickMarks]: ClickMarks[Mark] | undefined;
}): marks is ClickMarks {
  return Object.values(marks).every((word) => word !== undefined);
}

function bitsAt(packed: number, at: number, bits: number): number {
  return (packed >> at) & (2 ** bits - 1);
}
