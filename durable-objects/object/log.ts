/** One line for an operator when background work failed. Carries no merchant's or person's data. */

/** `where` names the work; of the error only its class and message are told. */
export function logFailure(where: string, error: unknown): void {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // oxlint-disable-next-line no-console -- the one place where objects speak
  console.error(JSON.stringify({ level: "error", where, error: said }));
}
