/** What became of reservations whose orders may lie with several ledgers, since slots have moved. */

export type Settlement = "void" | "confirmed";

/** @param ask what another ledger says, in the sequence of `own`. One is void where it is void everywhere. */
export async function voidEverywhere(
  own: readonly Settlement[],
  ledgers: readonly string[],
  ask: (ledger: string) => Promise<readonly Settlement[]>,
): Promise<Settlement[]> {
  const answers = await Promise.all(ledgers.map(ask));
  return own.map((answer, place) =>
    answers.some((one) => one[place] === "confirmed") ? "confirmed" : answer,
  );
}
