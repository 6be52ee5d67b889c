/**
 * An id in the page's address, by the place of its part. A merchant's id may hold a slash or a percent sign, which are escaped
 * there. The router unescapes some of it already, and what it says no longer tells them apart.
 */
export function idAt(place: number): string {
  const part = location.pathname.split("/")[place] ?? "";
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
