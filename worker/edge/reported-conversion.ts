/**
 * Orders that pages report by themselves: counted for comparison. Anyone can report anything, so that they are no
 * evidence. A program may say that one which brings a click token becomes an order under review.
 */
import type { EdgeProgram } from "../configuration/edge-program.tables.ts";
import type { ReportedOrder } from "../orders/reported-orders.ts";
import { readTokenOf } from "../platform/click-tokens.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { macHex } from "../platform/keys.ts";
import { networkAlias } from "../platform/network-names.ts";
import { wayOf } from "../platform/networks/address-finder.ts";
import { readRoot } from "./cookies.ts";
import { countReceived, type EdgeRequest, optedOut } from "./edge-request.ts";
import { visitorAlias } from "./visitor-alias.ts";

/** Twelve bytes. */
const REPORT_KEY_DIGITS = 24;

export type ReportOutcome = "recorded" | { readonly ignored: "currency_mismatch" | "busy" | "limited" };

/** Counts a reported conversion, and has it decided as an order where the program wants that. */
export async function reportConversion(
  request: EdgeRequest,
  program: EdgeProgram,
  received: Omit<ReportedOrder, "clickToken">,
  tokens: readonly string[],
): Promise<ReportOutcome> {
  if (received.currency !== program.currency) return { ignored: "currency_mismatch" };
  const newest = newestOf(request, program, tokens);
  countReceived(request, program, {
    of: "conversion",
    key: reportKey(request, program, received.orderId, newest?.visitor ?? null),
    link: newest?.click.link ?? 0,
    promoter: newest?.click.promoter ?? 0,
    amountMinor: received.amount,
  });
  if (!program.acceptPixelToken || newest === undefined) return "recorded";
  const { orderId, amount, currency } = received;
  try {
    const received = { orderId, amount, currency, clickToken: newest.text };
    const network = await networkOf(request, program);
    const outcome = await request.recordReported(request.env, program.id, received, network);
    return outcome === "recorded" ? outcome : { ignored: outcome };
  } catch (cause) {
    logError("reported_order_not_decided", cause, { program: program.id });
    return { ignored: "busy" };
  }
}

/**
 * The same for one order and visitor, and told from it is neither. Nobody is told from nobody else: whoever asks not to be
 * tracked, or brings neither cookie nor token.
 */
function reportKey(
  request: EdgeRequest,
  program: EdgeProgram,
  orderId: string,
  visitorOfToken: string | null,
): string {
  const visitor = optedOut(request, program) ? null : (visitorOf(request, program) ?? visitorOfToken);
  const text = `${visitor ?? ""}\n${orderId}`;
  return macHex(request.ring.checkKey, `reported:${program.id}`, text, REPORT_KEY_DIGITS);
}

function visitorOf({ ring, headers }: EdgeRequest, program: EdgeProgram): string | undefined {
  const cookie = headers.get("cookie");
  const root = readRoot(ring, cookie, "tby_vid") ?? readRoot(ring, cookie, "tby_pvid");
  return root === undefined ? undefined : visitorAlias(ring, program.id, root.bytes);
}

async function networkOf(request: EdgeRequest, { number }: EdgeProgram): Promise<string> {
  const [salt, addressOf] = await Promise.all([request.saltAt(request.nowMs), request.addressFinder()]);
  return networkAlias(salt, number, addressOf(wayOf(request)));
}

function newestOf({ ring }: EdgeRequest, program: EdgeProgram, tokens: readonly string[]) {
  const held = tokens.flatMap((text) => {
    const reading = readTokenOf(ring, program.number, text);
    return reading.kind === "read"
      ? [{ text, click: reading.token.click, visitor: reading.token.visitor }]
      : [];
  });
  return held.toSorted((a, b) => b.click.occurredAtMs - a.click.occurredAtMs)[0];
}
