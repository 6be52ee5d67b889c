/**
 * Which object holds each slot of a class, and which slot moves next when there are to be more objects. A slot moves from
 * an object with more to one behind it with fewer. So none ever comes back to an object that it has left.
 */
import { invariant } from "./invariant.ts";
import { objectIndexOf, SLOTS } from "./ids.ts";

/** The index of the object of each slot. */
export type SlotMap = readonly number[];

interface SlotMove {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
}

/** Slots as they are dealt to so many objects, in turn. */
export function dealtMap(objects: number): SlotMap {
  return Array.from({ length: SLOTS }, (_, slot) => objectIndexOf(slot, objects));
}

/** A map as it is stored: two hexadecimal digits for each slot. */
export function slotMapText(map: SlotMap): string {
  return map.map((index) => index.toString(16).padStart(2, "0")).join("");
}

export function parseSlotMap(text: string): SlotMap {
  invariant(/^[0-9a-f]*$/.test(text) && text.length === 2 * SLOTS, "a map names an object for each slot");
  return Array.from({ length: SLOTS }, (_, slot) => Number.parseInt(text.slice(2 * slot, 2 * slot + 2), 16));
}

/** Slots that move together, from one object to another one. */
export interface SlotMoves {
  readonly slots: readonly number[];
  readonly from: number;
  readonly to: number;
}

export function mapAfter(map: SlotMap, moves: readonly SlotMoves[]): SlotMap {
  const places = new Map(moves.flatMap(({ slots, to }) => slots.map((slot) => [slot, to] as const)));
  return map.map((index, slot) => places.get(slot) ?? index);
}

/**
 * The next slots to be moved so that so many objects have even shares, by where they go.
 *
 * @param most slots in all.
 */
export function nextMoves(map: SlotMap, objects: number, most: number): SlotMoves[] {
  const ways = new Map<string, SlotMoves & { slots: number[] }>();
  for (const { slot, from, to } of movesTo(map, objects, most)) {
    const way = `${from} ${to}`;
    const moves = ways.get(way) ?? { slots: [], from, to };
    moves.slots.push(slot);
    ways.set(way, moves);
  }
  return [...ways.values()];
}

/** The next slot to be moved so that so many objects have even shares; null when they have. */
function nextMove(map: SlotMap, objects: number): SlotMove | null {
  const shares = Array.from({ length: objects }, () => 0);
  for (const index of map) shares[index] = (shares[index] ?? 0) + 1;
  let best = { from: 0, to: 0, gain: 1 };
  let [fullest, most] = [0, 0];
  for (const [index, share] of shares.entries()) {
    if (most - share > best.gain) best = { from: fullest, to: index, gain: most - share };
    if (share > most) [fullest, most] = [index, share];
  }
  return best.gain === 1 ? null : { slot: map.lastIndexOf(best.from), from: best.from, to: best.to };
}

/** How many slots are still to be moved. */
export function movesLeft(map: SlotMap, objects: number): number {
  return movesTo(map, objects).length;
}

function movesTo(map: SlotMap, objects: number, most = SLOTS): SlotMove[] {
  const moves: SlotMove[] = [];
  for (let at = map, move = nextMove(at, objects); move !== null; move = nextMove(at, objects)) {
    if (moves.length === most) break;
    at = at.with(move.slot, move.to);
    moves.push(move);
  }
  return moves;
}
