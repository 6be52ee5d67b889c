/** Worlds of a process, counted: what an isolate keeps of one world it must not take for another's. */

let worlds = 0;

export function nextWorldNumber(): number {
  worlds += 1;
  return worlds;
}
