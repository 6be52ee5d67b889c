/** A move of an operator with an order, wherever the order stands. */
import type { LinkedAnswer, RecordAnswer } from "../../../durable-objects/commission-ledger/desk-answers.ts";
import type { MoveCondition } from "../../../domain/order/move-condition.ts";
import type { OperatorMove } from "../../../domain/order/operator-moves.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { callObject } from "../../platform/object-call.ts";
import { ledgerOf } from "../../platform/objects.ts";
import { whereItStands } from "../links/ask-owner.ts";

export type MoveAnswer = Exclude<RecordAnswer, LinkedAnswer>;

interface Move {
  /** A move of an id that was made is a repeat. */
  readonly eventId: string;
  readonly move: OperatorMove;
  readonly reason: string;
  /** What must still be so of the order; else the move is refused. */
  readonly when?: MoveCondition;
  /** Of a review: when it ends at the latest. */
  readonly endsAtMs?: number | undefined;
}

export async function moveOrder(
  env: Env,
  program: ProgramConfig,
  orderId: string,
  { eventId, move, reason, when, endsAtMs }: Move,
): Promise<MoveAnswer> {
  return await whereItStands(orderId, async (id) => {
    const { ledger, slot } = ledgerOf(env, program, id);
    return await callObject(async () => await ledger().move(id, eventId, move, reason, slot, when, endsAtMs));
  });
}
