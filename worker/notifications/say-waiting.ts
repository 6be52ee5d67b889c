/**
 * Says what happened in D1: it was written down with its change, and is forgotten once the program's log has it. What is said
 * twice has the same id.
 */
import { waitUntil } from "cloudflare:workers";
import { sayAlert } from "../../domain/notification/alert-news.ts";
import { sayCase, sayWebhook } from "../../domain/notification/case-news.ts";
import type { Notification } from "../../domain/notification/notification.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { notifierOf } from "../platform/objects.ts";
import {
  alertsToSay,
  casesToSay,
  forgetAlerts,
  forgetCases,
  forgetWebhooks,
  programsToSay,
  type Unsaid,
  webhooksToSay,
} from "./unsaid.tables.ts";

/** Behind the answer. What fails is said by the hourly jobs, and what two say at once has the same ids. */
export function saySoon(env: Env, programId: string): void {
  waitUntil(sayOrLog(env, programId));
}

/** Hourly, for all programs. */
export async function sayAllWaiting(env: Env): Promise<void> {
  for (const id of await programsToSay(env)) await sayOrLog(env, id);
}

/** Each for itself: a program whose log does not answer must not keep the others from being said. */
async function sayOrLog(env: Env, programId: string): Promise<void> {
  try {
    await sayWaiting(env, programId);
  } catch (error) {
    logError("events_unsaid", error, { program: programId });
  }
}

async function sayWaiting(env: Env, programId: string): Promise<void> {
  const program = await currentProgram(env, programId, "proved");
  if (program === null) return;
  await sayEach(env, program, {
    next: async () => await casesToSay(env.CONFIG, program.number),
    say: sayCase,
    forget: async (numbers) => await forgetCases(env.CONFIG, numbers),
  });
  await sayEach(env, program, {
    next: async () => await webhooksToSay(env.REPORTS, program.id),
    say: sayWebhook,
    forget: async (numbers) => await forgetWebhooks(env.REPORTS, numbers),
  });
  await sayEach(env, program, {
    next: async () => await alertsToSay(env.REPORTS, program.id),
    say: sayAlert,
    forget: async (numbers) => await forgetAlerts(env.REPORTS, numbers),
  });
}

interface Waiting<News> {
  readonly next: () => Promise<Unsaid<News>[]>;
  readonly say: (news: News) => Notification;
  readonly forget: (numbers: readonly number[]) => Promise<void>;
}

async function sayEach<News>(
  env: Env,
  program: ProgramConfig,
  { next, say, forget }: Waiting<News>,
): Promise<void> {
  for (let part = await next(); part.length > 0; part = await next()) {
    const notifications = part.map(say);
    await callObject(async () => await notifierOf(env, program).say(notifications));
    await forget(part.map(({ number }) => number));
  }
}
