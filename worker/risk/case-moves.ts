/** The moves by which a case makes something of an order, each under an id that makes a repeat of it one. */
import type { MoveCondition } from "../../domain/order/move-condition.ts";
import type { OperatorMove } from "../../domain/order/operator-moves.ts";
import type { RecordRefusal } from "../../durable-objects/commission-ledger/desk-answers.ts";
import type { OrderOutcome } from "../../domain/risk/risk-case.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { moveOrder } from "../orders/moves/move-order.ts";
import type { Making } from "./case-orders.tables.ts";

interface CaseMove {
  readonly how: OperatorMove;
  readonly when?: MoveCondition;
  /** Of a hold: until when. One that is made longer is another event. */
  readonly endsAtMs?: number | undefined;
}

/** What a case makes of its orders, and until when it is held, where it is. */
interface CaseMaking extends Making {
  readonly heldUntilMs: number | null;
}

/** By how the orders stand when the case is decided. One that somebody moved by itself meanwhile is not the case's any more. */
export function firstMoves(number: number, { outcome, decision, heldUntilMs }: CaseMaking): CaseMove[] {
  if (outcome !== "clear") return [{ how: outcome, when: { atStake: true }, ...endOf(outcome, heldUntilMs) }];
  return decision === 1 ? [{ how: "clear" }] : [restoring(number), { how: "clear" }];
}

/**
 * The same once more, where the order may have lost it, and with it whether it was under review. What a person has done of it
 * since it was done first stays. The condition is asked of the move before all others, which are such themselves.
 */
export function movesAgain(
  number: number,
  { outcome, decision, heldUntilMs }: CaseMaking,
  firstAtMs: number,
): CaseMove[] {
  const again = { how: outcome, when: { unmovedSinceMs: firstAtMs }, ...endOf(outcome, heldUntilMs) };
  return outcome === "clear" && decision === 2 ? [again, restoring(number)] : [again];
}

function endOf(outcome: OrderOutcome, heldUntilMs: number | null): Pick<CaseMove, "endsAtMs"> {
  return outcome === "review" && heldUntilMs !== null ? { endsAtMs: heldUntilMs } : {};
}

/** Takes back the reversal of the first decision. What somebody reversed for another reason stays so. */
function restoring(number: number): CaseMove {
  return { how: "restore", when: { reversedBy: eventIdOf(number, 1, "reverse") } };
}

/**
 * Refusals that leave nothing to be done. The order has gone on by itself, or was lost and pays nobody until it is told again,
 * which judges it anew. Any other one leaves the order as it was.
 */
const NO_MATTER: ReadonlySet<RecordRefusal> = new Set(["invalid_transition", "unknown_order"]);

/** `made` by now or before; `over` where nothing is to be done; `refused` where the order stays as it was. */
type MoveResult = "made" | "over" | "refused";

/** @returns what became of a move. */
export async function makeMove(
  env: Env,
  program: ProgramConfig,
  { number, decision }: Pick<Making, "decision"> & { readonly number: number },
  orderId: string,
  { how, when, endsAtMs }: CaseMove,
): Promise<MoveResult> {
  const answer = await moveOrder(env, program, orderId, {
    eventId: eventIdOf(number, decision, how) + (endsAtMs === undefined ? "" : `-${endsAtMs.toString(36)}`),
    move: how,
    endsAtMs,
    // What a person wrote of the promoter stays with the case, which an erasure empties. Orders are the customers' own.
    reason: `case ${number}`,
    ...(when === undefined ? {} : { when }),
  });
  if (answer.kind !== "refused") return "made";
  return NO_MATTER.has(answer.reason) ? "over" : "refused";
}

function eventIdOf(number: number, decision: Making["decision"], how: OperatorMove): string {
  return `risk-case-${number}-${decision}-${how}`;
}
