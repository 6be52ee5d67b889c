/** A share text as it stands where no link can be tapped: without it, and without the colon that led to it. */
export function withoutLink(text: string, url: string): string {
  return text
    .replaceAll(url, "")
    .replace(/[\s:：，,👉]+$/u, "")
    .trim();
}
