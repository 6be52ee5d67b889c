/** `GET /c.gif`: an order as a page tells it. Always the same image; a header says whether it was counted. */
import { beaconSchema, tokensOf } from "./beacon/beacon.shapes.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { gif, type PixelStatus } from "./gif.ts";
import { reportConversion } from "./reported-conversion.ts";
import { isAhead, isBot } from "./visit.ts";

/** The answer to a conversion pixel. */
export async function answerConversionPixel(request: EdgeRequest): Promise<Response> {
  return gif(request.method, await statusOf(request));
}

async function statusOf(request: EdgeRequest): Promise<PixelStatus> {
  if (request.method === "HEAD") return { ignored: "head" };
  if (isAhead(request.headers)) return { ignored: "prefetch" };
  if (isBot(request.userAgent)) return { ignored: "bot" };
  const { target } = request;
  const received = beaconSchema.safeParse({
    type: "conversion",
    program: target.value("program"),
    orderId: target.value("order"),
    amount: amountIn(target.value("amount")),
    currency: target.value("currency"),
    clickToken: target.value("tby") ?? undefined,
  });
  if (!received.success)
    return { ignored: `invalid_${String(received.error.issues[0]?.path[0] ?? "query")}` };
  if (received.data.type !== "conversion") return { ignored: "invalid_query" };
  const answer = await request.lookup.findProgram(received.data.program, request);
  if (answer.kind !== "found") {
    return { ignored: answer.kind === "absent" ? "unknown_program" : "busy" };
  }
  return await reportConversion(request, answer.value, received.data, tokensOf(received.data));
}

/** Digits alone: what JavaScript would also take for a number is none here. */
function amountIn(text: string | null): number | undefined {
  return text !== null && /^\d{1,13}$/.test(text) ? Number(text) : undefined;
}
