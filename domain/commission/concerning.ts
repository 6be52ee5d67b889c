/** What of rules and campaigns concerns one promoter: what it can earn by, now or later, at the tier that it has. */

interface TieredScope {
  readonly campaignId?: string | undefined;
  readonly tier?: string | undefined;
}

interface Scoped<Level> {
  readonly scope: TieredScope;
  readonly levels: readonly Level[];
}

/**
 * The levels of a rule by which the promoter can be paid. The first pays the credited promoter, so that the rule has to be
 * for its tier. By the others it is paid for whoever stands below, of whatever tier.
 */
export function levelsConcerning<Level extends { readonly level: number }>(
  { scope, levels }: Scoped<Level>,
  tier: string,
  maxLevels: number,
): Level[] {
  const isForTier = scope.tier === undefined || scope.tier === tier;
  return levels.filter(({ level }) => level <= maxLevels && (level > 1 || isForTier));
}

/** A campaign that has rules, all of them for other tiers, is not for this one. */
export function campaignConcerns(
  campaignId: string,
  rules: readonly { readonly scope: TieredScope }[],
  tier: string,
): boolean {
  const own = rules.filter(({ scope }) => scope.campaignId === campaignId);
  return own.length === 0 || own.some(({ scope }) => scope.tier === undefined || scope.tier === tier);
}
