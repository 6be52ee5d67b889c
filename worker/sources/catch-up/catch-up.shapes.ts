/** Catching up on the wire: what is asked for, how far it is, and by what a vendor's API is asked. */
import { z } from "@hono/zod-openapi";
import {
  countAnswer,
  exampleOf,
  instantAnswer,
  instantSchema,
  named,
  withExample,
  words,
} from "../../http/common.shapes.ts";
import { instantOf } from "../../http/instants.ts";
import { SOURCES } from "../sources.ts";
import type { CatchUp } from "./catch-ups.tables.ts";
import { VENDOR_FAULTS_MEAN } from "./vendor-api.ts";

const KEYS = Object.values(SOURCES).flatMap(({ api }) => api?.keySchema ?? []);

/** By what a vendor's API is asked: that source's own members. */
export const apiKeyRequestSchema = withExample(
  z.union(KEYS).openapi({ description: "Address and keys of the source's own vendor" }),
  exampleOf(SOURCES.stripe.api?.keySchema ?? z.never()),
);

export const sourceApiKeySchema = named(
  "SourceApiKey",
  z.object({
    source: z.string().openapi({ description: "The source" }),
    origin: z.string().openapi({
      description:
        "The vendor's address, which is asked unless the operator set another one in `VENDOR_ORIGINS`",
    }),
    setAt: instantAnswer("When the key was set; it counts from then on, and the one before is forgotten"),
  }),
  { source: "stripe", origin: "https://api.stripe.com", setAt: "2026-11-22T08:00:00.000Z" },
);

/** No vendor has anything of before, and what lies beyond is a slip. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

function listedTime(of: string) {
  const isListed = (ms: number): boolean => ms >= EARLIEST_MS && ms < LATEST_MS;
  const message = "expected a time of the years 2000 to 2099";
  return instantSchema(`${of}. In the years 2000 to 2099`).refine(isListed, { message });
}

export const newCatchUpSchema = named(
  "NewCatchUp",
  z.strictObject({
    from: listedTime("From when on what happened is listed"),
    to: listedTime("Up to when, excluded. What lies ahead is not listed"),
  }),
  { from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z" },
);

const STATES = ["running", "finished", "failed", "stopped"] as const satisfies readonly CatchUp["state"][];
const STATES_MEAN: Readonly<Record<CatchUp["state"], string>> = {
  running: "under way in the background, or waiting for the vendor",
  finished: "everything that the vendor lists was read",
  failed: "it cannot go on; asked for again with the same times, it goes on at its place",
  stopped: "it was stopped; asked for again with the same times, it goes on at its place",
};

const FAULTS = Object.keys(VENDOR_FAULTS_MEAN) as (keyof typeof VENDOR_FAULTS_MEAN)[];

export const catchUpSchema = named(
  "CatchUp",
  z.object({
    source: z.string().openapi({ description: "The source" }),
    from: instantAnswer("From when on what happened is listed"),
    to: instantAnswer("Up to when, as it was asked for"),
    state: words("How far it has come", STATES, STATES_MEAN),
    startedAt: instantAnswer("When it was asked for; nothing later is listed"),
    finishedAt: instantAnswer("When it ended; null while it runs").nullable(),
    reachedAt: instantAnswer("Up to when everything is recorded; null: not known yet").nullable(),
    requests: countAnswer("Requests to the vendor"),
    listed: countAnswer("What the vendor listed: events, orders, payments and refunds"),
    recorded: countAnswer("Of these, those that told something new"),
    repeated: countAnswer("Of these, those that were known"),
    unusable: countAnswer("Of these, those that are kept among the unusable webhooks"),
    fault: z
      .object({
        reason: words("Why the last answer could not be used", FAULTS, VENDOR_FAULTS_MEAN),
        status: z
          .int()
          .nullable()
          .openapi({ description: "The HTTP status of that answer; null: none came" }),
        code: z.string().nullable().openapi({
          description:
            "The vendor's own word for it, of letters alone; null: it says none, or another one that may hold a key",
        }),
        at: instantAnswer("When that was"),
      })
      .nullable()
      .openapi({ description: "What is in the way; null: nothing" }),
  }),
  {
    source: "stripe",
    from: "2026-11-21T00:00:00.000Z",
    to: "2026-11-22T00:00:00.000Z",
    state: "running",
    startedAt: "2026-11-22T08:00:00.000Z",
    finishedAt: null,
    reachedAt: "2026-11-21T06:00:00.000Z",
    requests: 3,
    listed: 250,
    recorded: 12,
    repeated: 238,
    unusable: 0,
    fault: null,
  },
);

export function presentCatchUp(catchUp: CatchUp): z.output<typeof catchUpSchema> {
  const { source, state, requests, listed, recorded, repeated, unusable, fault } = catchUp;
  const reason = FAULTS.find((known) => known === fault);
  return {
    source,
    from: instantOf(catchUp.fromMs),
    to: instantOf(catchUp.toMs),
    state,
    startedAt: instantOf(catchUp.askedAtMs),
    finishedAt: instantOrNull(catchUp.finishedAtMs),
    reachedAt: instantOrNull(catchUp.reachedAtMs),
    requests,
    listed,
    recorded,
    repeated,
    unusable,
    fault:
      reason === undefined || catchUp.faultAtMs === null
        ? null
        : {
            reason,
            status: catchUp.faultStatus,
            code: catchUp.faultCode,
            at: instantOf(catchUp.faultAtMs),
          },
  };
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instantOf(ms);
}
