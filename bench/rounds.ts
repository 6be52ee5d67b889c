/** Alternating rounds: subject, reference, subject, … so that a machine that slows down slows both. */
import { median } from "./measurement.ts";
import type { Report } from "./report.ts";

export interface Side {
  readonly name: string;
  /** One round's figure. */
  measure(): Promise<number>;
}

export interface Compared {
  readonly value: number;
  readonly reference: number;
  /** Median of the ratios of neighbouring rounds. */
  readonly ratio: number;
}

/** Medians of rounds that alternate. Whoever goes first alternates too. */
export async function compare(
  report: Report,
  rounds: number,
  subject: Side,
  reference: Side,
): Promise<Compared> {
  const values: number[] = [];
  const references: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    if (round % 2 === 1) values.push(await subject.measure());
    references.push(await reference.measure());
    if (round % 2 === 0) values.push(await subject.measure());
    report.say(
      `round ${round} of ${rounds}: ${subject.name} ${Math.round(values.at(-1) ?? 0).toLocaleString("en")}, ` +
        `${reference.name} ${Math.round(references.at(-1) ?? 0).toLocaleString("en")}`,
    );
  }
  const ratios = values.map((value, index) => value / (references[index] ?? Number.NaN));
  return { value: median(values), reference: median(references), ratio: median(ratios) };
}
