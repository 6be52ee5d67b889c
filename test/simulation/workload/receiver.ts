/**
 * Somebody's system that events are sent to, and the part of the Worker that sends. It takes messages, is down, hangs, asks for
 * pauses, or takes one and is not heard. It notes what came.
 */
import type { Answered } from "../../../domain/notification/webhook-delivery.ts";
import type {
  AttemptMade,
  EndpointSettings,
  WebhookSending,
} from "../../../durable-objects/webhook-endpoint/sender.ts";
import type { Chance } from "../../support/chance.ts";
import { NetworkFault } from "../platform/faults.ts";
import { PROGRAM } from "./cast.ts";
import type { EventReceiver, World } from "../platform/world.ts";

const ID = "we_00000000000000000000";
/** The name of its object. */
export const ENDPOINT = `${PROGRAM}/${ID}`;

export const SETTINGS: EndpointSettings = { version: 1, state: "active", types: [], promoter: null };
const LONGEST_ANSWER_MS = 15_000;
/** Of messages, those that are not answered with 2xx. */
const FAILS = 0.15;
/** Of calls, those that break off when all was taken. */
const LOST = 0.05;

export class Receiver implements EventReceiver {
  /** How often each event came, by its id. */
  readonly taken = new Map<string, number>();
  readonly #world: World;
  readonly #chance: Chance;

  constructor(world: World, chance: Chance) {
    this.#world = world;
    this.#chance = chance;
  }

  /** As the object calls it. */
  get sending(): WebhookSending {
    return {
      settings: async () => await Promise.resolve(SETTINGS),
      stopped: async () => await Promise.resolve(SETTINGS),
      send: async (_program, _endpoint, eventIds) => {
        await new Promise<void>((over) => {
          this.#world.later(this.#isWell ? 200 : this.#chance.between(1, LONGEST_ANSWER_MS), over);
        });
        const attempts = eventIds.map((id) => this.#take(id));
        if (!this.#isWell && this.#chance.hits(LOST)) throw new NetworkFault("the sender was not heard");
        return { kind: "sent", settings: SETTINGS, attempts };
      },
    };
  }

  get #isWell(): boolean {
    return this.#world.faults.isHealed;
  }

  #take(id: string): AttemptMade {
    const answered: Answered =
      !this.#isWell && this.#chance.hits(FAILS)
        ? this.#chance.hits(0.5)
          ? { kind: "fault", fault: "timed_out" }
          : { kind: "answer", status: 503, retryAfterMs: this.#chance.between(0, 600_000) }
        : { kind: "answer", status: 204, retryAfterMs: null };
    // Who does not answer in time may have taken it all the same.
    const isTaken = answered.kind === "answer" ? answered.status === 204 : this.#chance.hits(0.5);
    if (isTaken) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
    return { atMs: Date.now(), durationMs: 0, answered, answer: "" };
  }
}
