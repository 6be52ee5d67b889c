/** By which roads a customer came to an order: the channels of its touches in their sequence, bounded and without names. */
import type { Attribution, JudgedTouch, TouchVerdict } from "../attribution/attribution.ts";
import { marksOf } from "../risk/click-marks.ts";
import { clickChannelOf } from "../tracking/click-channel.ts";
import { CHANNELS, type Channel } from "./channel.ts";

/** A channel, an impression, or steps that were left out. */
export const JOURNEY_STEPS = [...CHANNELS, "impression", "more"] as const;
export type JourneyStep = (typeof JOURNEY_STEPS)[number];

/** Steps of a path at most. Of a longer one the first two and the last two stay, around `more`. */
export const PATH_STEPS = 5;
const BETWEEN = ">";

/** Touches that had credit, or could have had it. */
const REACHED: ReadonlySet<TouchVerdict> = new Set(["counted", "superseded", "not_reached"]);

/**
 * The path of an order, as one text. A step for each touch that could count, earliest first, and at the end what decided where
 * that was no touch. Equal steps that follow each other are one.
 */
export function pathOf({ basis, touches }: Pick<Attribution, "basis" | "touches">): string {
  const steps: JourneyStep[] = touches.filter(({ verdict }) => REACHED.has(verdict)).map(stepOf);
  if (basis !== "touch") steps.push(basis satisfies Channel);
  const changes = steps.filter((step, place) => step !== steps[place - 1]);
  if (changes.length <= PATH_STEPS) return changes.join(BETWEEN);
  return [...changes.slice(0, 2), "more", ...changes.slice(-2)].join(BETWEEN);
}

function stepOf(touch: JudgedTouch): JourneyStep {
  return touch.kind === "impression" ? "impression" : clickChannelOf(marksOf(touch));
}

/** The steps of a path; none of an order that was written before there were paths. */
export function stepsOf(path: string): JourneyStep[] {
  return path === "" ? [] : (path.split(BETWEEN) as JourneyStep[]);
}
