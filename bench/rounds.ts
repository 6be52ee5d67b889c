/** Rounds that alternate between sides, so that a machine that slows down slows all of them. Every side is warmed. */
import { type Figures, median } from "./measurement.ts";
import type { Report } from "./report.ts";

/** One of what is compared. */
export interface Side<Figure = number> {
  readonly name: string;
  /** One round's figure. */
  measure(): Promise<Figure>;
}

/**
 * The figures of each side, round by round. A round of each that nobody counts goes before. Who goes first changes with
 * every round.
 *
 * @param shown what of a figure is told while it runs.
 */
export async function alternate<Figure>(
  report: Report,
  rounds: number,
  sides: readonly Side<Figure>[],
  shown: (figure: Figure) => number,
): Promise<Figure[][]> {
  const measured = sides.map((side) => ({ side, figures: [] as Figure[] }));
  for (const side of sides) await side.measure();
  for (let round = 1; round <= rounds; round += 1) {
    for (const { side, figures } of round % 2 === 1 ? measured : measured.toReversed()) {
      figures.push(await side.measure());
    }
    const told = measured.map(
      ({ side, figures }) => `${side.name} ${figures.slice(-1).map(shown).map(short).join("")}`,
    );
    report.say(`round ${round} of ${rounds}: ${told.join(", ")}`);
  }
  return measured.map(({ figures }) => figures);
}

/** A subject beside one reference. */
export async function compare(
  report: Report,
  rounds: number,
  subject: Side,
  reference: Side,
): Promise<Figures> {
  const [values = [], references = []] = await alternate(
    report,
    rounds,
    [subject, reference],
    (figure) => figure,
  );
  return { values, references };
}

/** Of several references the one whose median is highest: a subject is held against the best that there is. */
export function fastest<Reference extends { readonly perSecond: readonly number[] }>(
  references: readonly Reference[],
): Reference | undefined {
  return [...references].sort((a, b) => median(b.perSecond) - median(a.perSecond))[0];
}

function short(figure: number): string {
  return figure >= 10 ? Math.round(figure).toLocaleString("en") : figure.toPrecision(3);
}
