/** Reads the keys of a deployment from their texts. A key that could not work is told in a sentence, never used. */

export interface NamedKey {
  readonly id: number;
  readonly bytes: Buffer;
}

/** What a text was read as, or the sentence that says why nothing can be done with it. */
export type Reading<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "fault"; readonly sentence: string };

/** A shorter key could be guessed. */
const LEAST_KEY_BYTES = 16;
const HIGHEST_ID = 255;
/** Both alphabets of base64, padded or not. */
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
const UNSET = { kind: "fault", sentence: "is unset" } as const;

/** Reads `id:base64`, several separated by commas, the first first. */
export function readNamedKeys(text: string | undefined): Reading<ReadonlyMap<number, NamedKey>> {
  const keys = new Map<number, NamedKey>();
  if (text === undefined || text === "") return UNSET;
  for (const part of text.split(",")) {
    const [, idText, base64 = ""] = /^(\d{1,3}):(.*)$/.exec(part.trim()) ?? [];
    const id = Number(idText ?? Infinity);
    if (id > HIGHEST_ID) {
      return fault('must read "id:base64", several separated by commas, each id a number from 0 to 255');
    }
    const key = readKey(base64);
    if (key.kind === "fault") return fault(`has a key ${id} that ${key.sentence}`);
    if (keys.has(id)) return fault(`has two keys of the id ${id}: what one has made, the other cannot read`);
    keys.set(id, { id, bytes: key.value });
  }
  return { kind: "read", value: keys };
}

/** Reads one key in base64. */
export function readKey(text: string | undefined): Reading<Buffer> {
  if (text === undefined || text === "") return UNSET;
  if (!BASE64.test(text)) return fault("is no base64");
  const bytes = Buffer.from(text, "base64");
  if (bytes.length < LEAST_KEY_BYTES) {
    return fault(`is shorter than ${LEAST_KEY_BYTES} bytes; \`openssl rand -base64 32\` makes a good one`);
  }
  return { kind: "read", value: bytes };
}

function fault(sentence: string): Reading<never> {
  return { kind: "fault", sentence };
}
