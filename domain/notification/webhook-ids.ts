/** Ids of webhook endpoints and of what is delivered to them: a delivery's id says whose it is. */

const ENDPOINT = /^we_([0-9a-z]{20})$/;
const DELIVERY = /^dl_([0-9a-z]{20})_([1-9a-z][0-9a-z]{0,9})$/;

/** @param random 20 digits and letters. */
export function endpointIdOf(random: string): string {
  return `we_${random}`;
}

export function isEndpointId(id: string): boolean {
  return ENDPOINT.test(id);
}

/** The name of an endpoint's object. @param home the program's id with its region. */
export function endpointObjectName(home: string, endpointId: string): string {
  return `${home}/${endpointId}`;
}

/** @param row of the delivery in its endpoint's object. */
export function deliveryIdOf(endpointId: string, row: number): string {
  return `dl_${endpointId.slice("we_".length)}_${row.toString(36)}`;
}

export function parseDeliveryId(
  id: string,
): { readonly endpointId: string; readonly row: number } | undefined {
  const [, random, digits] = DELIVERY.exec(id) ?? [];
  if (random === undefined || digits === undefined) return undefined;
  const row = Number.parseInt(digits, 36);
  return Number.isSafeInteger(row) ? { endpointId: endpointIdOf(random), row } : undefined;
}
