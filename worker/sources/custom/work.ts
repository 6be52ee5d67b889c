/**
 * Bounds the work of a merchant's expressions on one body: what they do grows with the values of the body, so their product is
 * bounded. Paths to a field are free, as they look at nothing else.
 */
import { compile } from "@jmespath-community/jmespath";
import { memoized } from "../../platform/memoized.ts";
import { copiesIn, type Expression, partsOf } from "./expressions.ts";

/** Parts of expressions times values: a quarter of a second, measured at 44 ns each. */
const MOST_WORK = 5_000_000;
/** A body of so many values is read whatever the expressions are. */
const LEAST_VALUES = 1_000;
/** A text counts as a value for so many of its characters, and a member's name beyond them likewise. */
const CHARACTERS_OF_A_VALUE = 16;
/** What looks at one place alone. */
const FREE = new Set(
  (
    "Field Subexpression Index IndexExpression Current Literal Pipe OrExpression AndExpression NotExpression " +
    "ArithmeticExpression UnaryExpression"
  ).split(" "),
);

/** Whether expressions, each with the work of {@link workOf}, may read a body. */
export function mayRead(expressions: readonly string[], body: unknown): boolean {
  const work = workTogether(expressions);
  return work === 0 || isWithin(body, MOST_WORK / work);
}

/** Whether expressions together read bodies of a thousand values. */
export function isModest(expressions: readonly string[]): boolean {
  return workTogether(expressions) * LEAST_VALUES <= MOST_WORK;
}

function workTogether(expressions: readonly string[]): number {
  return expressions.reduce((sum, text) => sum + workOf(text), 0);
}

/** What an expression may do for each value of a body: its parts, for each copy that it may make. */
const workOf = memoized(500, (text: string): number => {
  let [parts, copies, isFree] = [0, 1, true];
  const open: Expression[] = [compile(text)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    parts += 1;
    copies *= copiesIn(node);
    // A text may be split into its characters.
    if (node.type === "Function" && node.name === "split") copies *= CHARACTERS_OF_A_VALUE;
    isFree = isFree && FREE.has(node.type);
    open.push(...partsOf(node));
  }
  return isFree ? 0 : parts * copies;
});

/** Looked through without recursion: a body may be nested as deep as it is long. */
function isWithin(body: unknown, most: number): boolean {
  let size = 0;
  const open: unknown[] = [body];
  while (open.length > 0 && size <= most) {
    const value = open.pop();
    size += typeof value === "string" ? Math.ceil((value.length + 1) / CHARACTERS_OF_A_VALUE) : 1;
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) size += valuesInNames(value);
    for (const part of Object.values(value)) open.push(part);
  }
  return size <= most;
}

/** `keys()` makes texts of names. */
function valuesInNames(value: object): number {
  return Object.keys(value).reduce((sum, name) => sum + Math.floor(name.length / CHARACTERS_OF_A_VALUE), 0);
}
