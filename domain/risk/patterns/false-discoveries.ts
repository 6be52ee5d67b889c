/**
 * Which of many suspicions stand, so that of those raised only so many in a hundred are expected to be wrong.
 *
 * Source: Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate", J. R. Statist. Soc. B 57 (1995).
 */

/**
 * @param chances of each suspicion, that chance alone made it.
 * @param among how many suspicions there are with those of greater chances, which are not handed in.
 * @returns of each, the least share of wrong ones among those raised at which it stands.
 */
export function discoveryRates(chances: readonly number[], among = chances.length): number[] {
  const order = chances.map((_, place) => place).sort((a, b) => (chances[a] ?? 1) - (chances[b] ?? 1));
  const rates: number[] = chances.map(() => 1);
  let least = 1;
  for (let rank = order.length; rank > 0; rank -= 1) {
    const place = order[rank - 1] ?? 0;
    least = Math.min(least, ((chances[place] ?? 1) * among) / rank);
    rates[place] = least;
  }
  return rates;
}
