/** The Worker itself with one more path, which judges a delivery of clicks as the queue's consumer does. */
import tributary from "../../worker/index.ts";
import { judgeClicks } from "../../worker/ingest/judge-clicks.ts";
import { clickBatch } from "./click-batches.ts";
import { JUDGE_PATH, type Judged } from "./judged.ts";

export * from "../../worker/index.ts";

// oxlint-disable-next-line import/no-default-export -- a Worker is its default export
export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== JUDGE_PATH) return tributary.fetch(request, env, ctx);
    const number = (name: string): number => Number(searchParams.get(name));
    const clicks = number("clicks");
    const batches = Array.from({ length: number("messages") }, (_, message) =>
      clickBatch(number("program"), number("first") + message * clicks, clicks),
    );
    return Response.json(await judge(env, batches));
  },
} satisfies ExportedHandler<Env>;

/** All messages of a delivery at once, as the consumer has them judged. */
async function judge(env: Env, batches: readonly ReturnType<typeof clickBatch>[]): Promise<Judged> {
  const judged = { decided: 0, refused: 0, late: 0 };
  await Promise.all(
    batches.map(async (batch) => {
      let late = false;
      const measured = withoutFallback(env, () => (late = true));
      const events = await judgeClicks(measured, batch);
      if (late) {
        judged.late += events.length;
        return;
      }
      judged.decided += events.length;
      judged.refused += events.filter(({ invalid }) => invalid !== null).length;
    }),
  );
  return judged;
}

/** Where Redis is measured, what ClickGuard would judge in its place is told, and not judged. */
function withoutFallback(env: Env, onLate: () => void): Env {
  if (!env.UPSTASH_REDIS_REST_URL) return env;
  const judge = async () => {
    onLate();
    return await Promise.resolve([]);
  };
  return { ...env, CLICK_GUARD: { getByName: () => ({ judge }) } as unknown as Env["CLICK_GUARD"] };
}
