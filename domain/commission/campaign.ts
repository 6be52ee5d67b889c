/** Says which campaign an order belongs to: the one it names, else that of the link that was credited last. */
import type { Attribution } from "../attribution/attribution.ts";
import { invariant } from "../kernel/invariant.ts";
import { type Version, versionAt } from "../program/versions.ts";
import type { Order } from "../order/order.ts";

/** When a campaign of the program runs: from its start until before its end. */
export interface CampaignSpan {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** A campaign whose dates are versions, as settings are: those in force at an order's time decide about it. */
export interface DatedCampaign {
  /** An order that occurred before it finds a label in the campaign's name. */
  readonly createdAtMs: number;
  /** Oldest first. Never empty. */
  readonly dates: readonly Version<CampaignSpan>[];
}

/** The dates as they were told last. */
export function newestDates({ dates }: DatedCampaign): CampaignSpan {
  const newest = dates.at(-1);
  invariant(newest !== undefined, "a campaign is made with its dates");
  return newest.value;
}

export interface CampaignContext {
  /** Campaigns of the links that the evidence names, by the links' numbers: versions, oldest first. */
  readonly ofLinks: ReadonlyMap<number, readonly Version<string | null>[]>;
  /** Campaigns of the program. A name that is not here, or not yet, is a label for rules alone. */
  readonly dated: ReadonlyMap<string, DatedCampaign>;
}

/**
 * The campaign of an order. Undefined when it belongs to none, or to one that did not run at its time by the dates of
 * that time. Dates, and campaigns of links, that are told later move no order in or out.
 */
export function campaignOf(
  order: Order,
  attribution: Attribution,
  context: CampaignContext,
): string | undefined {
  const { occurredAtMs } = order;
  const credited = attribution.touches.findLast((touch) => touch.verdict === "counted");
  const ofLink = credited === undefined ? [] : (context.ofLinks.get(credited.link) ?? []);
  const id = order.campaignId ?? inForceAt(ofLink, occurredAtMs) ?? undefined;
  const campaign = campaignMadeBy(context.dated, id, occurredAtMs);
  if (campaign === undefined) return id;
  const span = inForceAt(campaign.dates, occurredAtMs);
  const runs = span !== undefined && span.startsAtMs <= occurredAtMs && occurredAtMs < span.endsAtMs;
  return runs ? id : undefined;
}

/** True of a name that no campaign had at that time: rules may be for it, and no budget is asked. */
export function isLabel(id: string, atMs: number, { dated }: Pick<CampaignContext, "dated">): boolean {
  return campaignMadeBy(dated, id, atMs) === undefined;
}

/** The campaign of this name that had been made by then. Without one the name is a label for rules alone. */
export function campaignMadeBy<T extends Pick<DatedCampaign, "createdAtMs">>(
  campaigns: ReadonlyMap<string, T>,
  id: string | undefined,
  atMs: number,
): T | undefined {
  const campaign = id === undefined ? undefined : campaigns.get(id);
  return campaign !== undefined && campaign.createdAtMs <= atMs ? campaign : undefined;
}

/** An order may be decided after its version is no longer read: the oldest that still is stands for it then. */
function inForceAt<T>(versions: readonly Version<T>[], atMs: number): T | undefined {
  return (versionAt(versions, atMs) ?? versions[0])?.value;
}
