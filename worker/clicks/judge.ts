/** What a judge of clicks is asked and answers, whoever keeps the windows. */
import type { Region } from "../../domain/kernel/region.ts";
import type { Admission } from "../../domain/risk/sliding-window.ts";

/** The events of one program in one batch, each with all its admissions. */
export interface Question {
  /** Number of the program. */
  readonly program: number;
  /** Where the program's objects lie. */
  readonly region: Region | null;
  readonly batchId: string;
  readonly events: readonly (readonly Admission[])[];
}

/** For each event the place of the first admission that refuses it, or null when it is admitted. */
export type Verdicts = readonly (number | null)[];

/** Answers each question with its verdicts; a question that is asked again hears the first answer. */
export type Judge = (questions: readonly Question[]) => Promise<Verdicts[]>;
