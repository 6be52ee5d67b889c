/** A mistake that is planted into the code as it is loaded. */
export interface DeliberateFault {
  readonly name: string;
  readonly file: string;
  /** Code that stands in the file exactly once. */
  readonly replaces: string;
  readonly by: string;
  /** A seed that found it, where few do: the search begins there, and goes on with the next should that have changed. */
  readonly seed?: number;
}
