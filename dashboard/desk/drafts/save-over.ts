/** Saves what was typed over the version that it began from: of one that was saved meanwhile its writer hears first. */

interface Numbered {
  readonly version: number;
}

/** Each throws what the service refuses. */
export interface Saving<Body, Newest extends Numbered> {
  readonly read: () => Promise<Newest>;
  readonly write: (body: Body) => Promise<void>;
}

/**
 * @param base the version that the body is a change of.
 * @returns the version that was saved since, and then nothing was written; null: it was.
 */
export async function saveOver<Body, Newest extends Numbered>(
  { read, write }: Saving<Body, Newest>,
  base: number,
  body: Body,
): Promise<Newest | null> {
  const newest = await read();
  if (newest.version !== base) return newest;
  await write(body);
  return null;
}
