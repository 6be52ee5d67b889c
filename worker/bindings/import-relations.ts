/**
 * Imports relations in batches. A line whose upline is not known yet waits for it, so that lines may come in any
 * sequence. What still waits at the end is refused. Safe to repeat: what stands as told is left as it is.
 */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import type { PlaceAnswer } from "../../durable-objects/referral-tree/promoter-import.ts";
import type { BindResult } from "../../durable-objects/journey/journey-calls.ts";
import type { Relation, RelationReading } from "./relation.shapes.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import type { Turn } from "../http/traffic/one-at-a-time.ts";
import { groupedBy } from "../platform/by-owner.ts";
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { partsOf } from "../http/traffic/parts-of.ts";
import { inCircles } from "./cyclic-lines.ts";
import { callObject } from "../platform/object-call.ts";
import { journeyName, slotOf, treeOf } from "../platform/objects.ts";
import { settingsAt } from "../configuration/as-of.ts";

interface Placed {
  readonly line: number;
  readonly relation: Relation;
}

interface Refusal {
  readonly line: number;
  readonly memberId: string | null;
  readonly reason: string;
}

export class RelationImport {
  readonly #env: Env;
  readonly #program: ProgramConfig;
  readonly #turn: Turn;
  /** Lines by the upline that they wait for. */
  readonly #waiting = new Map<string, Placed[]>();
  #ready: Placed[] = [];
  #waits = 0;
  readonly counts = { lines: 0, joined: 0, bound: 0, unchanged: 0, refused: 0 };

  constructor(env: Env, program: ProgramConfig, turn: Turn) {
    this.#env = env;
    this.#program = program;
    this.#turn = turn;
  }

  /** How many lines wait for their upline. */
  get waiting(): number {
    return this.#waits;
  }

  /** Takes a line; yields refusals, also of earlier lines, whenever a batch was done. */
  async *take(reading: RelationReading): AsyncGenerator<Refusal> {
    this.counts.lines += 1;
    if (reading.kind === "faulty") {
      yield this.#refuse({ line: reading.line, memberId: null, reason: reading.message });
      if (this.counts.refused % LIMITS.importRowsPerCall === 0) await letOthersIn();
      return;
    }
    this.#ready.push(reading);
    if (this.#ready.length >= LIMITS.importRowsPerCall) yield* this.flush();
  }

  /** Does what is ready, and what becomes ready by it. */
  async *flush(): AsyncGenerator<Refusal> {
    while (this.#ready.length > 0) {
      const batch = this.#ready.splice(0, LIMITS.importRowsPerCall);
      yield* this.#place(batch);
      await letOthersIn();
    }
  }

  /** Refuses what waits in vain. */
  async *end(): AsyncGenerator<Refusal> {
    const rows = [...this.#waiting.values()].flat();
    const circular = await inCircles(linesOf(rows));
    for (const part of partsOf(rows, () => 1, LIMITS.importRowsPerCall)) {
      for (const row of part) {
        const reason = circular.has(row.relation.memberId) ? "cycle" : "unknown_upline";
        yield this.#refuse(refusalOf(row, reason));
      }
      await letOthersIn();
    }
    this.#waiting.clear();
    this.#waits = 0;
  }

  async *#place(batch: readonly Placed[]): AsyncGenerator<Refusal> {
    const program = this.#program;
    await this.#turn.goOn();
    const bound = await this.#boundPromoters(batch);
    const rows = batch.map(({ relation }, index) => ({
      ...relation,
      slot: slotOf(program, "member", relation.memberId),
      boundTo: bound.get(index) ?? null,
    }));
    const places = await callObject(async () => await treeOf(this.#env, program).placeAll(rows));
    const customers: { readonly row: Placed; readonly upline: PromoterRef }[] = [];
    const joined: string[] = [];
    for (const [index, row] of batch.entries()) {
      const place = places[index];
      if (place === undefined) continue;
      if (place.kind === "customer") customers.push({ row, upline: place.upline });
      else if (place.kind === "refused") yield* this.#refused(row, place);
      else {
        if (place.kind === "joined") joined.push(row.relation.memberId);
        this.counts[place.kind] += 1;
        this.#wake(row.relation.memberId);
      }
    }
    await this.#endBindings(joined);
    yield* this.#bind(customers);
  }

  *#refused(row: Placed, { reason }: Extract<PlaceAnswer, { kind: "refused" }>): Generator<Refusal> {
    const { uplineMemberId } = row.relation;
    const mayWait = reason === "unknown_upline" && this.#waits < LIMITS.importWaiting;
    if (!mayWait || uplineMemberId === undefined) {
      yield this.#refuse(refusalOf(row, reason));
      return;
    }
    const rows = this.#waiting.get(uplineMemberId) ?? [];
    rows.push(row);
    this.#waiting.set(uplineMemberId, rows);
    this.#waits += 1;
  }

  #wake(memberId: string): void {
    const rows = this.#waiting.get(memberId);
    if (rows === undefined) return;
    this.#waiting.delete(memberId);
    this.#waits -= rows.length;
    // One by one: a call has not as many arguments as lines may wait for one upline.
    for (const row of rows) this.#ready.push(row);
  }

  /** Whom members are bound to who become promoters without an upline named. */
  async #boundPromoters(batch: readonly Placed[]): Promise<Map<number, PromoterRef>> {
    const asked = batch.flatMap(({ relation: { memberId, promoter, uplineMemberId } }, index) =>
      promoter && uplineMemberId === undefined ? [{ index, memberId }] : [],
    );
    const bound = new Map<number, PromoterRef>();
    const atMs = Date.now();
    for (const [name, own] of groupedBy(asked, ({ memberId }) => journeyName(this.#program, memberId))) {
      const queries = own.map(({ entry }) => ({ customerId: entry.memberId, atMs }));
      const bindings = await callObject(
        async () => await objectNamed(this.#env.JOURNEY, name).bindingsAt(queries),
      );
      own.forEach(({ entry }, place) => {
        const binding = bindings[place];
        if (binding != null) bound.set(entry.index, binding.promoter);
      });
    }
    return bound;
  }

  async #endBindings(members: readonly string[]): Promise<void> {
    for (const [name, own] of groupedBy(members, (memberId) => journeyName(this.#program, memberId))) {
      const ids = own.map(({ entry }) => entry);
      await callObject(async () => {
        await objectNamed(this.#env.JOURNEY, name).endForPromoters(ids);
      });
    }
  }

  async *#bind(
    customers: readonly { readonly row: Placed; readonly upline: PromoterRef }[],
  ): AsyncGenerator<Refusal> {
    const policy = settingsAt(this.#program, Date.now()).value.binding;
    const groups = groupedBy(customers, ({ row }) => journeyName(this.#program, row.relation.memberId));
    for (const [name, own] of groups) {
      const requests = own.map(({ entry: { row, upline } }) => {
        return { customerId: row.relation.memberId, promoter: upline, policy };
      });
      const results = await callObject(
        async () => await objectNamed(this.#env.JOURNEY, name).bindAll(requests),
      );
      for (const [place, { entry }] of own.entries()) yield* this.#boundOne(entry.row, results[place]);
    }
  }

  *#boundOne(row: Placed, result: BindResult | undefined): Generator<Refusal> {
    if (result === undefined) return;
    if (result.kind === "refused") {
      const reason = result.reason === "binding_off" ? "binding_disabled" : result.reason;
      yield this.#refuse(refusalOf(row, reason));
    } else this.counts[result.created ? "bound" : "unchanged"] += 1;
  }

  #refuse(refusal: Refusal): Refusal {
    this.counts.refused += 1;
    return refusal;
  }
}

function* linesOf(rows: readonly Placed[]): Generator<{ memberId: string; uplineMemberId: string }> {
  for (const { relation } of rows) {
    const { memberId, uplineMemberId } = relation;
    if (uplineMemberId !== undefined) yield { memberId, uplineMemberId };
  }
}

function refusalOf({ line, relation }: Placed, reason: string): Refusal {
  return { line, memberId: relation.memberId, reason };
}
