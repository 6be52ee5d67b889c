/** By which road an order came, written plainly: from its explanation alone. */

// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
type Row = any;

export interface PlainFacts {
  readonly channel: string;
  /** As the report tells it. */
  readonly path: readonly string[];
  readonly linkId: string | null;
  readonly tier: string | null;
  readonly clickToOrderMs: number | null;
  readonly leader: string | null;
}

const CHANNELS: Readonly<Record<string, string>> = { none: "direct", social: "social", other: "website" };

function channelOf(touch: Row): string {
  if (touch.kind === "impression") return "impression";
  return touch.marks === null ? "unknown" : (CHANNELS[touch.marks.referrer] ?? "");
}

export function plainFacts({ attribution, commission }: Row, occurredAtMs: number): PlainFacts {
  const { basis, credits, touches } = attribution;
  const most = Math.max(...credits.map((credit: Row) => credit.weightBps));
  const leader = credits.find((credit: Row) => credit.weightBps === most)?.promoterId ?? null;
  const click = touches
    .filter((touch: Row) => basis === "touch" && touch.verdict === "counted" && touch.promoterId === leader)
    .toSorted((a: Row, b: Row) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt))
    .at(-1);
  const line = commission.uplines.find(
    (upline: Row) => upline.level === 1 && upline.creditedPromoterId === leader,
  );
  return {
    channel: basis === "touch" ? channelOf(click) : basis,
    path: pathOf(basis, touches),
    linkId: click?.linkId ?? null,
    tier: line?.tier ?? null,
    clickToOrderMs: click === undefined ? null : occurredAtMs - Date.parse(click.occurredAt),
    leader,
  };
}

function pathOf(basis: string, touches: readonly Row[]): string[] {
  const steps: string[] = [];
  const step = (name: string) => {
    if (steps.at(-1) !== name) steps.push(name);
  };
  for (const touch of touches.toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt))) {
    if (["counted", "superseded", "not_reached"].includes(touch.verdict)) step(channelOf(touch));
  }
  if (basis !== "touch") step(basis);
  return steps.length > 5 ? [...steps.slice(0, 2), "more", ...steps.slice(-2)] : steps;
}
