/** What one call of an object is, to whoever carries it out. */

/** A call as its receiver sees it. */
export interface Call {
  readonly method: string;
  readonly args: readonly unknown[];
  answered(value: unknown): void;
  failed(error: unknown): void;
}
