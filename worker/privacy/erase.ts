/**
 * Erases a person by messages, each of which may come twice or be lost. Every step may be repeated. An erasure is over
 * when one whole round through all ledgers has found nothing, and nothing of the person is on its way.
 */
import type { PromoterView } from "../../domain/referral/promoter.ts";
import type { ErasedOrders, OrdersErasure } from "../../durable-objects/commission-ledger/erasure-storage.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import { personTag } from "../../durable-objects/object/person-tag.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { isComplete, readGrowth } from "../growth/growths.tables.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, notifierOf, treeOf } from "../platform/objects.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { masked } from "../sources/health/delivery-summary.ts";
import { forgetDeliveries } from "../sources/health/source-counts.tables.ts";
import { forgetUnusableWebhooks } from "../sources/unusable-webhooks.tables.ts";
import { erasePromoterParts, openAccounts } from "./erase-promoter.ts";
import { closeErasure, type OpenErasure, openErasure, openErasures } from "./erasures.tables.ts";

export interface EraseMessage {
  readonly kind: "erase";
  readonly erasure: number;
  /** How far the round has come; absent: it begins. */
  readonly place?: Place;
  /** Rounds so far. */
  readonly rounds?: number;
}

interface Place {
  readonly ledger: string;
  readonly afterRow: number;
  /** Whether the round has found anything so far, or something was on its way. */
  readonly isClean: boolean;
}

/** Work of one message; another one goes on with the rest. */
const WORK_MS = 10_000;
/** Clocks of two machines may differ by this much: no order from before the call is passed over. */
const SKEW_MS = 10_000;
/** What is on its way arrives between two rounds; where it does not, they come less and less often. */
const LONGEST_PAUSE_SECONDS = 60;

export async function sendErasure(env: Env, erasure: number): Promise<void> {
  await env.JOBS.send({ kind: "erase", erasure } satisfies EraseMessage);
}

/** Erasures go on, should a message ever have been lost. */
export async function sendErasures(env: Env): Promise<void> {
  for (const { number } of await openErasures(env.CONFIG)) await sendErasure(env, number);
}

/** Goes on with an erasure until it is over, or the time of one message is. */
export async function eraseOn(env: Env, { erasure: number, place, rounds = 0 }: EraseMessage): Promise<void> {
  const erasure = await openErasure(env.CONFIG, number);
  if (erasure === null) return;
  const program = await currentProgram(env, erasure.programId, "proved");
  if (program === null) throw new Error(`no program ${erasure.programId}`);
  const step =
    program.fencedAtMs === null ? await round(env, program, erasure, place) : { kind: "again" as const };
  if (step.kind === "over") await finish(env, program, erasure);
  else if (step.kind === "refused") await closeErasure(env.CONFIG, number, "refused", Date.now());
  else {
    const next = step.kind === "goes_on" ? { place: step.place, rounds } : { rounds: rounds + 1 };
    const pause = step.kind === "goes_on" ? 0 : Math.min(2 ** Math.min(rounds, 6), LONGEST_PAUSE_SECONDS);
    const message: EraseMessage = { kind: "erase", erasure: number, ...next };
    await env.JOBS.send(message, { delaySeconds: pause });
  }
}

type OneJourney = ReturnType<Env["JOURNEY"]["getByName"]>;

type Step =
  | { readonly kind: "over" }
  | { readonly kind: "goes_on"; readonly place: Place }
  /** Something was found, or is on its way: another round. */
  | { readonly kind: "again" }
  /** The customer is a promoter, or the promoter's wallet is not empty. */
  | { readonly kind: "refused" };

async function round(
  env: Env,
  program: ProgramConfig,
  erasure: OpenErasure,
  place: Place | undefined,
): Promise<Step> {
  if (place !== undefined) return await throughLedgers(env, program, erasure, place);
  const { subject, pseudonym, promoter } = erasure;
  if (!(await mayBeErased(env, program, erasure))) {
    await endOnJourneys(env, program, subject);
    return { kind: "refused" };
  }
  const begin = async (journey: OneJourney) => await journey.beginErasing(subject, pseudonym);
  if (await isGrowing(env, program)) return { kind: "again" };
  if (!(await everyJourney(env, program, subject, begin))) return { kind: "again" };
  // A customer who moved meanwhile may have come to a Journey that was not asked.
  if (await isGrowing(env, program)) return { kind: "again" };
  // Again, now that nobody joins by an order under this name any more.
  if (!(await mayBeErased(env, program, erasure))) return { kind: "again" };
  await callObject(async () => {
    await notifierOf(env, program).eraseCustomer(subject, pseudonym);
  });
  if (promoter !== null) await erasePromoterParts(env, program, { promoter, pseudonym });
  await forgetUnusableWebhooks(env.REPORTS, program.id, subject);
  await forgetDeliveries(env.REPORTS, program.id, masked(subject));
  return await throughLedgers(env, program, erasure, undefined);
}

/**
 * A customer who is a promoter is erased as one. A promoter whose wallet is not empty is not erased, unless that has begun:
 * what moves since then goes on by the promoter's number.
 */
async function mayBeErased(
  env: Env,
  program: ProgramConfig,
  { subject, promoter }: OpenErasure,
): Promise<boolean> {
  const known = await promoterOf(env, program, subject);
  if (promoter === null) return known === null;
  return known?.ref !== promoter || (await openAccounts(env, program, promoter)).length === 0;
}

async function throughLedgers(
  env: Env,
  program: ProgramConfig,
  { subject, pseudonym, askedAtMs }: OpenErasure,
  place: Place | undefined,
): Promise<Step> {
  const endMs = Date.now() + WORK_MS;
  const { ledger: from, afterRow } = place ?? { ledger: "", afterRow: 0 };
  let isClean = place?.isClean ?? true;
  const names = (await existingNames(env, program, "ledger")).toSorted();
  for (const ledger of names.filter((name) => name >= from)) {
    let next: number | null = ledger === from ? afterRow : 0;
    while (next !== null) {
      if (Date.now() > endMs) return { kind: "goes_on", place: { ledger, afterRow: next, isClean } };
      const erased: ErasedOrders = await erasePart(env, ledger, {
        customerId: subject,
        pseudonym,
        receivedUntilMs: askedAtMs + SKEW_MS,
        afterRow: next,
      });
      isClean = isClean && erased.erased === 0 && erased.isSettled;
      next = erased.nextRow;
    }
  }
  return { kind: isClean ? "over" : "again" };
}

async function erasePart(env: Env, ledger: string, part: OrdersErasure): Promise<ErasedOrders> {
  return await callObject(async () => await objectNamed(env.COMMISSION_LEDGER, ledger).eraseCustomer(part));
}

async function finish(env: Env, program: ProgramConfig, { number, subject }: OpenErasure): Promise<void> {
  await forgetUses(env, program, subject);
  await endOnJourneys(env, program, subject);
  await closeErasure(env.CONFIG, number, "finished", Date.now());
}

/** With which clicks and hashes the customer ordered: nothing of it is on its way any more. */
async function forgetUses(env: Env, program: ProgramConfig, subject: string): Promise<void> {
  const customer = personTag(homeOf(program.id, program.region), "customer", subject);
  const books = await existingNames(env, program, "book");
  await Promise.all(
    books.map((book) =>
      callObject(async () => {
        await objectNamed(env.ACCOUNT_BOOK, book).forgetCustomer(customer);
      }),
    ),
  );
}

async function endOnJourneys(env: Env, program: ProgramConfig, subject: string): Promise<void> {
  await everyJourney(env, program, subject, async (journey) => {
    await journey.endErasing(subject);
    return true;
  });
}

/** Whether slots are on the move: an erasure waits until all objects are where they will be. */
async function isGrowing(env: Env, program: ProgramConfig): Promise<boolean> {
  const growth = await readGrowth(env.CONFIG, program.id);
  return growth !== null && !isComplete(growth);
}

/** Also the customer's own, should it not be listed yet. @returns whether each said yes. */
async function everyJourney(
  env: Env,
  program: ProgramConfig,
  subject: string,
  call: (journey: OneJourney) => Promise<boolean>,
): Promise<boolean> {
  const listed = await existingNames(env, program, "journey");
  const names = new Set([...listed, journeyName(program, subject)]);
  const answers = await Promise.all(
    [...names].map((name) => callObject(async () => await call(objectNamed(env.JOURNEY, name)))),
  );
  return answers.every(Boolean);
}

/** The promoter that a member is; null where it is none. */
export async function promoterOf(
  env: Env,
  program: ProgramConfig,
  memberId: string,
): Promise<PromoterView | null> {
  return await callObject(async () => await treeOf(env, program).promoterOfMember(memberId));
}
