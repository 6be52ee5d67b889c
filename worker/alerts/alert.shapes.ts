/** Alerts on the wire. */
import { z } from "@hono/zod-openapi";
import { ALERT_KINDS, DIRECTIONS } from "../../domain/alerts/alerts.ts";
import { alertIdOf, parseAlertId } from "../../domain/notification/alert-news.ts";
import {
  countAnswer,
  differenceAnswer,
  idAnswer,
  instantAnswer,
  named,
  programIdSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import type { Alert } from "./alerts.tables.ts";
import { wrongForm } from "../http/problems/fault-kinds.ts";

const KINDS_MEAN = {
  clicks: "clicks that count, of six hours",
  cvr: "orders of a day, by its clicks",
  refunds: "what refunds and lost disputes took back on a day, in minor units",
  commission: "commissions of a day, less what was taken back, in minor units",
  unusable_webhooks: "webhooks of a source that could not be used, of a day",
  source_silent: "webhooks of a source, which was regular and sends nothing",
  wechat_clicks: "taps inside of WeChat that count, of six hours: WeChat may have blocked the share host",
};

/** What people do about it, where the figures alone do not say. */
const ADVICE: Partial<Record<Alert["kind"], string>> = {
  wechat_clicks:
    "Open one of the program's links in WeChat. Where WeChat shows a page of its own in place of yours, the host is blocked: " +
    "set another `shareOrigin`, which new links are shown with at once, and appeal at WeChat. `docs/wechat-rules.md` says how.",
};

const STATES = ["open", "closed"] as const;

const stateWords = words("How it stands", STATES, {
  open: "it is so still",
  closed: "it is as usual again, or has become usual",
});

const evidenceSchema = z
  .object({
    windowHours: countAnswer("Hours that were looked at, up to the last whole one").optional(),
    score: z.number().optional().openapi({
      example: -7.2,
      description: "How far it lies from what was expected, in standard deviations",
    }),
    earlierWeeks: z
      .array(differenceAnswer("What it was in one of them"))
      .optional()
      .openapi({ description: "The same hours of earlier weeks, the last week first" }),
    clicks: countAnswer("Clicks that the orders rest on").optional(),
    received: countAnswer("Webhooks that came in the hours").optional(),
    usualShareBps: countAnswer("How many of 10,000 could not be used before").optional(),
    since: instantAnswer("Since when nothing comes").optional(),
    silentHours: countAnswer("For how many whole hours nothing came").optional(),
    activeDays: countAnswer("On how many of the 28 days before something came").optional(),
  })
  .openapi({ description: "What it rests on, as it was when the alert opened" });

export const alertSchema = named(
  "Alert",
  z.object({
    id: idAnswer("The alert's id", "al_1k"),
    kind: words("What is unlike what it was", ALERT_KINDS, KINDS_MEAN),
    source: z
      .string()
      .nullable()
      .openapi({ description: "The source that it is of; null of the program's own" }),
    direction: words("Which way", DIRECTIONS, { above: "it is more", below: "it is less" }),
    state: stateWords,
    observed: z.int().openapi({ example: 210, description: "What it was when the alert opened" }),
    expected: z.int().openapi({ example: 480, description: "What it would usually have been" }),
    evidence: evidenceSchema,
    advice: z
      .string()
      .nullable()
      .openapi({ description: "What to do about it; null where that follows from the figures" }),
    openedAt: instantAnswer("When it opened"),
    closedAt: instantAnswer("When it closed; null: it has not").nullable(),
  }),
  {
    id: "al_1k",
    kind: "clicks",
    source: null,
    direction: "below",
    state: "open",
    observed: 210,
    expected: 480,
    evidence: { windowHours: 6, score: -7.2, earlierWeeks: [470, 495, 480, 462, 501, 477, 490, 468] },
    advice: null,
    openedAt: "2026-11-27T08:00:04.000Z",
    closedAt: null,
  },
);

export const alertsQuery = z.object({
  ...pageFields,
  state: stateWords.optional().openapi({ description: "Alerts of this state alone; absent: all" }),
});

export const alertParams = z.object({
  program: programIdSchema,
  id: z
    .string()
    .transform((id, context) => {
      const number = parseAlertId(id);
      if (number !== undefined) return number;
      context.addIssue(wrongForm("expected an alert's id"));
      return z.NEVER;
    })
    .openapi({ example: "al_1k", description: "The alert's id" }),
});

export function presentAlert(alert: Alert): z.output<typeof alertSchema> {
  const { number, kind, source, direction, observed, expected, openedAtMs, closedAtMs } = alert;
  const { sinceHour, ...evidence } = JSON.parse(alert.evidence) as z.output<typeof evidenceSchema> & {
    readonly sinceHour?: number;
  };
  return {
    id: alertIdOf(number),
    kind,
    source: source === "" ? null : source,
    direction,
    state: closedAtMs === null ? "open" : "closed",
    observed,
    expected,
    evidence: {
      ...evidence,
      ...(sinceHour === undefined ? {} : { since: instantOf(sinceHour * 3_600_000) }),
    },
    advice: ADVICE[kind] ?? null,
    openedAt: instantOf(openedAtMs),
    closedAt: closedAtMs === null ? null : instantOf(closedAtMs),
  };
}
