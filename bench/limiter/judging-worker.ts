/** The Worker itself with one more path, which judges a delivery of clicks as the queue's consumer does. */
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import type { AskedBatch } from "../../durable-objects/click-guard/guard-desk.ts";
import tributary from "../../worker/index.ts";
import { judgeClicks } from "../../worker/clicks/judge-clicks.ts";
import { clickBatch } from "./click-batches.ts";
import { JUDGE_PATH, type Judged } from "./judged.ts";

export * from "../../worker/index.ts";

/** On one machine a request may be known by its path alone. */
const ANY_HOST = "http://localhost";

// oxlint-disable-next-line import/no-default-export -- a Worker is its default export
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url, ANY_HOST);
    if (pathname !== JUDGE_PATH) return tributary.fetch(request, env, ctx);
    const number = (name: string): number => Number(searchParams.get(name));
    const clicks = number("clicks");
    const batches = Array.from({ length: number("messages") }, (_, message) =>
      clickBatch(number("program"), number("first") + message * clicks, clicks),
    );
    return Response.json(await judge(env, batches));
  },
} satisfies ExportedHandler<Env>;

/** A delivery as the consumer has it judged. */
async function judge(env: Env, batches: readonly EventBatch[]): Promise<Judged> {
  let late = 0;
  const measured = withoutFallback(env, (events) => (late += events));
  const judged = (await judgeClicks(measured, batches)).flatMap(({ clicks }) => clicks);
  return {
    decided: judged.length - late,
    refused: judged.filter(({ invalid }) => invalid !== null).length,
    late,
  };
}

/** Where Redis is measured, what ClickGuard would judge in its place is told, and not judged. */
function withoutFallback(env: Env, onLate: (events: number) => void): Env {
  if (!env.UPSTASH_REDIS_REST_URL) return env;
  const judge = async (batches: readonly AskedBatch[]) => {
    onLate(batches.reduce((sum, { events }) => sum + events.length, 0));
    return await Promise.resolve(batches.map(() => []));
  };
  return { ...env, CLICK_GUARD: { getByName: () => ({ judge }) } as unknown as Env["CLICK_GUARD"] };
}
