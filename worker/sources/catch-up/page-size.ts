/** How much is asked for at once: less where an answer was too large, and more again once one was not. */
import { VendorFault } from "./vendor-api.ts";

/** A whole number of smaller pages makes a larger one, for lists by the number of a page. */
export const SIZE_STEP = 5;

export function smallerSize(size: number): number {
  return Math.max(1, Math.floor(size / SIZE_STEP));
}

export function largerSize(size: number, most: number): number {
  return Math.min(size * SIZE_STEP, most);
}

/** What `asked` answers; undefined where that is too large, and less can be asked for. @throws VendorFault for all else. */
export async function unlessTooLarge<Answer>(
  size: number,
  asked: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await asked();
  } catch (error) {
    if (error instanceof VendorFault && error.reason === "answer_too_large" && size > 1) return undefined;
    throw error;
  }
}

/** The ids of a page, as one text. */
export function markOf(objects: readonly { readonly id?: unknown }[]): string {
  return objects.map(({ id }) => String(id)).join(" ");
}
