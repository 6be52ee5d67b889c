/**
 * What another version of this code wrote, and this one does not know. Nothing is done with it: it waits, and is read again
 * once the code that runs knows it.
 */
export class NotUnderstood extends Error {
  /** @param what in words of the code, never of a person. */
  constructor(what: string) {
    super(`not understood by this version of the code: ${what}`);
    this.name = "NotUnderstood";
  }
}

/** Ends a switch over a closed list that later versions may add to. @throws NotUnderstood always. */
export function unknownWord(word: never, of: string): never {
  throw new NotUnderstood(`${of} ${JSON.stringify(word)}`);
}
