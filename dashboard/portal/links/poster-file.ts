/** The program's posters, as the portal asks for them. */

/** Every program has it, and the merchant may have put another in its place. */
export const SIMPLE = "simple";
/** Posters that are offered: one list of them is loaded on a phone. */
export const OFFERED_POSTERS = 20;

/** Of our own host, whichever that is: a policy lets the page ask no other, and the code names the share host all the same. */
export async function posterOf(slug: string, poster: string): Promise<string> {
  const answer = await fetch(`/poster/${encodeURIComponent(slug)}/${encodeURIComponent(poster)}.svg`);
  if (!answer.ok) throw (await answer.json()) as Error;
  return await answer.text();
}
