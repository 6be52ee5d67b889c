/** Reads all that is stored of a person, part by part: an export may be as long as a ledger. */
import { parsePayoutId, promoterIdOf } from "../../domain/kernel/ids.ts";
import type { PromoterView } from "../../domain/referral/promoter.ts";
import { dayOfNetwork } from "../../domain/risk/network-of-day.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { listReasons } from "../http/audit/audit.tables.ts";
import { instantOf } from "../http/instants.ts";
import { presentLink } from "../links/link.shapes.ts";
import { listLinks } from "../links/links.tables.ts";
import { presentOrder } from "../orders/present-order.ts";
import { presentPayeeChange, presentPayeeProposal } from "../payouts/payee.shapes.ts";
import { presentPayout } from "../payouts/payout.shapes.ts";
import { openPayee } from "../payouts/sealed-payees.ts";
import { keyRing } from "../platform/keys.ts";
import { callObject } from "../platform/object-call.ts";
import { bookOf, journeyOf, treeOf } from "../platform/objects.ts";
import { presentNote } from "../promoters/notes/note.shapes.ts";
import { listNotes } from "../promoters/notes/notes.tables.ts";
import { presentUplineChange } from "../promoters/promoter.shapes.ts";
import { existingNames } from "../read-models/existing-objects.ts";
import { storiesOf } from "../sharing/materials/materials.tables.ts";
import { presentMaterial } from "../sharing/materials/present-material.ts";
import { webhooksNaming } from "../sources/unusable-webhooks.tables.ts";
import { presentUnusableWebhook } from "../sources/webhook.shapes.ts";
import { openidsOf } from "../wechat/openids.tables.ts";
import { presentAdjustment } from "../wallets/wallet.shapes.ts";
import { actsOn } from "./acts-on.ts";
import { type ExportedLine, presentCustomer } from "./export.shapes.ts";

/** Rows of one read. */
const PAGE = 200;
/** Stories have pictures. */
const STORIES = 20;

/** What a person bought, and what led to it. */
export async function* customerLines(
  env: Env,
  program: ProgramConfig,
  customerId: string,
): AsyncGenerator<ExportedLine> {
  const stored = await callObject(async () => await journeyOf(env, program, customerId).stored(customerId));
  yield presentCustomer(customerId, stored);
  for (const name of await existingNames(env, program, "ledger")) {
    let afterRow: number | null = 0;
    while (afterRow !== null) {
      const from: number = afterRow;
      const page = await callObject(
        async () => await objectNamed(env.COMMISSION_LEDGER, name).ordersOf(customerId, from),
      );
      for (const view of page.orders) yield { kind: "order", order: presentOrder(view) };
      afterRow = page.nextRow;
    }
  }
  for (const webhook of await webhooksNaming(env.REPORTS, program.id, customerId)) {
    yield { kind: "unusable_webhook", webhook: presentUnusableWebhook(webhook) };
  }
}

/** What a person is as a promoter. The journal has an export of its own. */
export async function* promoterLines(
  env: Env,
  program: ProgramConfig,
  { ref, memberId, name, createdAtMs }: PromoterView,
  shareOrigin: string,
): AsyncGenerator<ExportedLine> {
  yield { kind: "promoter", promoterId: promoterIdOf(ref), memberId, name, joinedAt: instantOf(createdAtMs) };
  const ring = keyRing(env);
  const book = () => bookOf(env, program, ref);
  yield* pages(
    async (before: number | null) =>
      await callObject(async () => await treeOf(env, program).uplineHistory(ref, before, PAGE)),
    ({ change }) => change,
    (change) => ({ kind: "upline", upline: presentUplineChange(change) }),
  );
  yield* pages(
    async (before: number | null) =>
      await callObject(async () => await book().payeeChanges(ref, before, PAGE)),
    ({ number }) => number,
    (change) => {
      const payee = openPayee(ring, program.id, ref, change.sealed);
      return payee === undefined ? null : { kind: "payee", payee: presentPayeeChange(payee, change) };
    },
  );
  const proposal = await callObject(async () => await book().payeeProposal(ref));
  const proposed = proposal === null ? undefined : openPayee(ring, program.id, ref, proposal.sealed);
  if (proposal !== null && proposed !== undefined) {
    yield { kind: "payee_proposal", proposal: presentPayeeProposal(proposed, proposal) };
  }
  yield* seenLines(env, program, ref);
  yield* pages(
    async (before: number | null) => await callObject(async () => await book().payouts(ref, before, PAGE)),
    ({ id }) => parsePayoutId(id)?.number ?? 0,
    (payout) => ({ kind: "payout", payout: presentPayout(program.currency, payout, "promoter") }),
  );
  yield* pages(
    async (before: string | null) =>
      await callObject(async () => await book().adjustments(ref, before, PAGE)),
    ({ id }) => id,
    (adjustment) => ({ kind: "adjustment", adjustment: presentAdjustment(adjustment) }),
  );
  yield* keptLines(env, program, ref, shareOrigin);
}

/** The promoter's links, what was noted of it, the stories that are its own, and why things were done to it. */
async function* keptLines(
  env: Env,
  program: ProgramConfig,
  ref: PromoterView["ref"],
  shareOrigin: string,
): AsyncGenerator<ExportedLine> {
  yield* pages(
    async (before: number | null) =>
      await listLinks(env.LINKS, { programId: program.id, promoter: ref, before, limit: PAGE }),
    ({ number }) => number,
    (link) => ({ kind: "link", link: presentLink(link, shareOrigin) }),
  );
  yield* pages(
    async (before: number | null) =>
      await listNotes(env.CONFIG, { program: program.number, promoter: ref }, before, PAGE),
    ({ number }) => number,
    (note) => ({ kind: "note", note: presentNote(note) }),
  );
  yield* pages(
    async (after: string | null) =>
      await storiesOf(env.CONFIG, { program: program.number, promoter: ref }, after ?? "", STORIES),
    ({ id }) => id,
    (story) => ({ kind: "story", story: presentMaterial(story, null, false) }),
    STORIES,
  );
  const acts = { program: program.number, subjects: actsOn(program.id, ref) };
  yield* pages(
    async (before: number | null) => await listReasons(env.CONFIG, acts, before, PAGE),
    ({ number }) => number,
    ({ atMs, operation, reason }) =>
      reason === null ? null : { kind: "reason", at: instantOf(atMs), operation, reason },
  );
}

/** Who the promoter is in WeChat, and from where the promoter came. */
async function* seenLines(
  env: Env,
  program: ProgramConfig,
  ref: PromoterView["ref"],
): AsyncGenerator<ExportedLine> {
  for (const { appId, boundAtMs } of await openidsOf(env.CONFIG, {
    program: program.number,
    promoter: ref,
  })) {
    yield { kind: "wechat", wechat: { promoterId: promoterIdOf(ref), appId, boundAt: instantOf(boundAtMs) } };
  }
  for (const network of await callObject(async () => await bookOf(env, program, ref).networks(ref))) {
    yield { kind: "network", ...dayOfNetwork(network) };
  }
}

/** Page after page until one is not full. */
async function* pages<Row, Place>(
  read: (place: Place | null) => Promise<readonly Row[]>,
  placeOf: (row: Row) => Place,
  lineOf: (row: Row) => ExportedLine | null,
  size = PAGE,
): AsyncGenerator<ExportedLine> {
  let place: Place | null = null;
  for (;;) {
    const rows: readonly Row[] = await read(place);
    for (const row of rows) {
      const line = lineOf(row);
      if (line !== null) yield line;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) return;
    place = placeOf(last);
  }
}
