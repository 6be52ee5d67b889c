/** One JSON line per event for the platform's log. Secrets and bodies of requests never go in. */
export function logError(event: string, error: unknown, facts: Readonly<Record<string, number>> = {}): void {
  const cause =
    error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : {};
  // oxlint-disable-next-line eslint/no-console -- the platform's log is the console
  console.error(JSON.stringify({ event, ...facts, ...cause }));
}
