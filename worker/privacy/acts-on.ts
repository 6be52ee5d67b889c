/** What the audit says that was done to a promoter, or with its payouts. */
import { payoutIdOf, promoterIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";

/** Subjects of the audit, as patterns of GLOB. */
export function actsOn(program: string, promoter: PromoterRef): string[] {
  const [own, path] = [promoterIdOf(promoter), `/v1/programs/${program}`];
  return [
    `${path}/promoters/${own}`,
    `${path}/promoters/${own}/*`,
    `${path}/payouts/${payoutIdOf(promoter, 0).slice(0, -1)}*`,
  ];
}
