/** Keeps what was made of short texts, for when the same text comes again. */

/** Longer texts are made something of each time: those that come again are not so long, and keeping them takes room. */
const CHARACTERS = 512;

/**
 * As `make`, which must give the same for the same text.
 *
 * @param most texts kept. Beyond, all are forgotten at once: whoever sends ever new ones makes it no slower than `make`.
 */
export function memoized<Value extends {}>(
  most: number,
  make: (text: string) => Value,
): (text: string) => Value {
  const values = new Map<string, Value>();
  return (text) => {
    const known = values.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (text.length > CHARACTERS) return value;
    if (values.size >= most) values.clear();
    values.set(text, value);
    return value;
  };
}
