/** What of an address stands for one network: IPv4 whole, IPv6 its first 48 bits, of which a customer has all. */

const MAPPED_V4 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;

/** The prefix of an address; spellings of one network give one prefix. */
export function ipPrefix(address: string): string {
  const mapped = MAPPED_V4.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [front = "", back] = address.toLowerCase().split("::");
  const before = groups(front);
  const after = groups(back ?? "");
  const gap = back === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array.from({ length: gap }, () => "0"), ...after];
  return `${all.slice(0, 3).join(":")}::/48`;
}

function groups(part: string): string[] {
  return part === "" ? [] : part.split(":").map((group) => group.replace(/^0+(?=.)/, ""));
}
