/** Several of something: the same call many times at once, or a row of things that are alike. */
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
