/**
 * What the edge needs of a program's settings, read without a schema: a cold tap would pay for every schema there is.
 *
 * What is read here is what the schema reads of it. Whatever has another form than this service stores is left to the schema.
 */
import { parseDurationMs } from "../../domain/kernel/duration.ts";
import { parseJson } from "../platform/json-text.ts";

export interface EdgeSettings {
  readonly allowedHosts: readonly string[];
  /** Where people go from the page of a link that has ended. */
  readonly homeUrl: string | null;
  readonly clickLookbackMs: number;
  readonly impressionLookbackMs: number;
  readonly honorGpc: boolean;
  /** Whether a conversion that a page reports with a click token becomes an order under review. */
  readonly acceptPixelToken: boolean;
  /** Whether a proof of a customer that names no end is taken. */
  readonly acceptUndatedProofs: boolean;
}

/** The settings of a stored version, or undefined where a member is absent or of another form. */
export function edgeSettingsOf(text: string): EdgeSettings | undefined {
  const { allowedHosts, homeUrl = null, attribution, identify, privacy } = membersOf(parseJson(text));
  const { clickLookback, impressionLookback, acceptPixelToken } = membersOf(attribution);
  const { honorGpc } = membersOf(privacy);
  const { acceptUndated } = membersOf(identify);
  const clickLookbackMs = durationOf(clickLookback);
  const impressionLookbackMs = durationOf(impressionLookback);
  if (clickLookbackMs === undefined || impressionLookbackMs === undefined) return undefined;
  if (!isTexts(allowedHosts) || !(homeUrl === null || typeof homeUrl === "string")) return undefined;
  if (typeof acceptPixelToken !== "boolean" || typeof honorGpc !== "boolean") return undefined;
  if (typeof acceptUndated !== "boolean") return undefined;
  return {
    allowedHosts,
    homeUrl,
    clickLookbackMs,
    impressionLookbackMs,
    honorGpc,
    acceptPixelToken,
    acceptUndatedProofs: acceptUndated,
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function durationOf(value: unknown): number | undefined {
  return typeof value === "string" ? parseDurationMs(value) : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
