/** Bodies as people and shops send them: null, an empty text and spaces around a text say nothing. */

export type Sent = Readonly<Record<string, unknown>>;

/** True for an object of JSON that is no list. */
export function isSent(value: unknown): value is Sent {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members that say something, with the spaces around their texts taken off. What is no object stays as it is. */
export function said(value: unknown): unknown {
  if (!isSent(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    typeof member === "string" ? member.trim() : member,
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== null && member !== ""));
}

/** An order or an event of one, and each of its items, as {@link said}. */
export function saidOfOrder(value: unknown): unknown {
  const body = said(value);
  if (!isSent(body)) return body;
  const { items, metadata, clickTokens, ...rest } = body;
  return {
    ...rest,
    ...(saysNothing(items) ? {} : { items: Array.isArray(items) ? items.map(said) : items }),
    ...(metadata === undefined ? {} : { metadata: said(metadata) }),
    ...(clickTokens === undefined
      ? {}
      : {
          clickTokens: Array.isArray(clickTokens) ? clickTokens.filter((one) => one !== null) : clickTokens,
        }),
  };
}

/** An order that came with an empty list of items came without items. */
function saysNothing(items: unknown): boolean {
  return items === undefined || (Array.isArray(items) && items.length === 0);
}

/** A number where the API has a text, as some shops spell ids. Only exact integers: others have lost digits. */
export function idAsText(value: unknown): unknown {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
}

/** Of the members that are named those that were sent, each as {@link idAsText}. */
export function idsAsTexts(sent: Sent, names: readonly string[]): Sent {
  return Object.fromEntries(
    names.flatMap((name) => (name in sent ? [[name, idAsText(sent[name])] as const] : [])),
  );
}
