/** Clicks judged a second by the consumer's own code: ClickGuard against Redis, each behind a service of its own. */
import { resolve } from "node:path";
import { startUpstashFront } from "../test/support/edge/upstash-front.ts";
import { programPath } from "./machine/installed.ts";
import { JUDGE_PATH, type Judged } from "./limiter/judged.ts";
import { against } from "./measurement.ts";
import type { Report } from "./report.ts";
import { compare, type Side } from "./rounds.ts";
import type { Settings } from "./settings.ts";
import { openShop } from "./shop.ts";
import type { Tributary } from "./subjects/tributary.ts";
import { startWrapped } from "./subjects/wrapped-tributary.ts";

const ENTRY = resolve(import.meta.dirname, "limiter", "judging-worker.ts");
const REFERENCE = "Redis over Upstash REST, loopback, nothing on disk";

/** What is judged at once. */
interface Delivery {
  readonly name: string;
  readonly messages: number;
  readonly clicks: number;
}

/** As many full messages of the edge as the consumer counts at once; and a hundred messages with the least in each. */
const DELIVERIES: readonly Delivery[] = [
  { name: "800 a message", messages: 10, clicks: 800 },
  { name: "one a message", messages: 100, clicks: 1 },
];
/** Every window is a minute or shorter, and a judge remembers two: from then on it is asked the same of all clicks. */
const WARM_CALLS = 150;

export async function measureLimiter(report: Report, settings: Settings): Promise<void> {
  report.part("Limiter: clicks judged by ClickGuard against Redis");
  const binary = process.env["REDIS_SERVER_PATH"] ?? programPath("redis-server");
  if (binary === undefined)
    return report.notMeasured("clicks judged by ClickGuard against Redis", "redis-server is not installed");
  const redis = await startUpstashFront(binary);
  const services: Tributary[] = [];
  const judgeBehind = async (name: string, variables: Readonly<Record<string, string>>) => {
    const service = await startWrapped({ name: `bench-limiter-${name}`, entry: ENTRY, variables });
    services.push(service);
    return new RunningJudge(service.url, (await openShop(service)).programNumber);
  };
  try {
    const guard = await judgeBehind("guard", {});
    const other = await judgeBehind("redis", {
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
    });
    await warm(report, guard, other, settings.smoke ? 2 : WARM_CALLS);
    for (const delivery of DELIVERIES) {
      const figures = await compare(
        report,
        settings.rounds,
        sideOf("ClickGuard", guard, delivery, settings),
        sideOf("Redis", other, delivery, settings),
      );
      report.add(against(`clicks judged by ClickGuard, ${delivery.name}`, "decisions/s", figures, REFERENCE));
    }
    const late = other.lateClicks;
    if (late > 0) report.say(`${late.toLocaleString("en")} clicks were not judged by Redis in time`);
  } finally {
    for (const service of services) await service.stop();
    await redis.stop();
  }
}

/** A judge that goes on through the sequence of all clicks, so that no message is a repeat. */
class RunningJudge {
  readonly #origin: string;
  readonly #program: number;
  #next = 0;
  lateClicks = 0;

  constructor(origin: string, program: number) {
    this.#origin = origin;
    this.#program = program;
  }

  /** Has one delivery judged, and waits for it. */
  async judge({ messages, clicks }: Pick<Delivery, "messages" | "clicks">): Promise<Judged> {
    const query = `program=${this.#program}&first=${this.#next}&messages=${messages}&clicks=${clicks}`;
    this.#next += messages * clicks;
    const answer = await fetch(`${this.#origin}${JUDGE_PATH}?${query}`);
    if (!answer.ok) throw new Error(`a delivery was answered ${answer.status}: ${await answer.text()}`);
    const judged = (await answer.json()) as Judged;
    this.lateClicks += judged.late;
    return judged;
  }
}

/** One delivery after the other, as one consumer takes them; of Redis those clicks that it judged in time. */
function sideOf(name: string, judge: RunningJudge, delivery: Delivery, { roundSeconds }: Settings): Side {
  return {
    name,
    measure: async () => {
      // Not timed: an object that nobody asked for ten seconds was put away, and reads back what it admitted.
      await judge.judge(delivery);
      const startedAt = performance.now();
      let decided = 0;
      while (performance.now() - startedAt < roundSeconds * 1_000) {
        decided += (await judge.judge(delivery)).decided;
      }
      return (decided / (performance.now() - startedAt)) * 1_000;
    },
  };
}

/** Fills the windows of both, and sees that they decide alike: else one of them would do less. */
async function warm(report: Report, guard: RunningJudge, other: RunningJudge, calls: number): Promise<void> {
  let [decided, refused] = [0, 0];
  for (let call = 0; call < calls; call += 1) {
    const own = await guard.judge({ messages: 1, clicks: 800 });
    const redis = await other.judge({ messages: 1, clicks: 800 });
    if (redis.late === 0 && own.refused !== redis.refused)
      throw new Error(`ClickGuard refused ${own.refused} clicks of a message, Redis ${redis.refused}`);
    decided += own.decided;
    refused += own.refused;
  }
  report.say(`both refuse the same ${((refused / decided) * 100).toFixed(1)} % of all clicks`);
}
