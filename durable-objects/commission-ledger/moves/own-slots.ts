/** Which slots a ledger answers for: those dealt to it when the program was made, less what has left, with what has come. */
import { objectIndexOf } from "../../../domain/kernel/ids.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import type { ArrivingSlots } from "./arriving-slots.ts";
import type { LeavingSlots } from "./leaving-slots.ts";

export function ownsSlot(
  slot: number,
  place: ProgramPlace,
  leaving: LeavingSlots,
  arriving: ArrivingSlots,
): boolean {
  if (leaving.has(slot)) return false;
  const { objects } = place.books();
  return arriving.holds(slot) ?? (place.index < objects && objectIndexOf(slot, objects) === place.index);
}
