/** What the catalogue says of one refusal. */
export interface ProblemFacts {
  readonly status: number;
  /** One line, always the same for a code. */
  readonly title: string;
  /** When it is answered, for the documentation. */
  readonly means: string;
  /** What a caller does about it. */
  readonly remedy: string;
}

export type Problems = Readonly<Record<string, ProblemFacts>>;
