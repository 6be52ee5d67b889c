/**
 * JMESPath within bounds: an expression that is taken does work in proportion to the body, whatever the body is. What could
 * grow without end is refused where it is set.
 */
import { compile, type JSONValue, tokenize, TreeInterpreter } from "@jmespath-community/jmespath";
import { memoized } from "../../platform/memoized.ts";

export type Expression = ReturnType<typeof compile>;

/** Nodes of one expression. */
const MOST_NODES = 100;
/** How often a body may stand in what is made of it: what lists and objects are made of, multiplied. */
const MOST_COPIES = 16;
/** Characters between the parts of a text that is joined. */
const MOST_GLUE = 16;

/** Functions whose results are no longer than what they are given. `join` and `to_string` are looked at by themselves. */
const FUNCTIONS = new Set(
  (
    "abs avg ceil contains ends_with floor join keys length lower map max max_by merge min min_by not_null reverse sort " +
    "sort_by split starts_with sum to_array to_number to_string trim trim_left trim_right type upper values"
  ).split(" "),
);
/** What reads the whole body from within a part of it, again and again. */
const NOT_TAKEN = new Set(["Root", "LetExpression", "Variable", "Binding"]);

/** Where an expression is wrong, for people; undefined: it is taken. */
export function faultIn(text: string): string | undefined {
  try {
    return boundsBroken(compile(text));
  } catch (error) {
    return `${said(error)}${placeOf(text)}`;
  }
}

const EXPRESSIONS = memoized(500, compile);

/** What an expression finds. @throws where a function is given what it does not take. */
export function found(text: string, body: unknown): unknown {
  return TreeInterpreter.search(EXPRESSIONS(text), body as JSONValue);
}

interface Extent {
  readonly nodes: number;
  readonly copies: number;
}

function boundsBroken(expression: Expression): string | undefined {
  let extent: Extent = { nodes: 0, copies: 1 };
  const open: Expression[] = [expression];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (NOT_TAKEN.has(node.type)) return "$ and let are not taken";
    if (node.type === "Function") {
      const fault = functionFault(node);
      if (fault !== undefined) return fault;
    }
    extent = { nodes: extent.nodes + 1, copies: extent.copies * copiesIn(node) };
    if (extent.nodes > MOST_NODES) return `expected at most ${MOST_NODES} parts`;
    if (extent.copies > MOST_COPIES) return "its lists and objects may make too much of a body";
    open.push(...partsOf(node));
  }
  return undefined;
}

/** How often what a part is given may stand in what it makes. */
export function copiesIn(node: Expression): number {
  if (node.type === "MultiSelectList" || node.type === "MultiSelectHash") return node.children.length;
  // Each of what is merged may hold the whole.
  if (node.type === "Function" && node.name === "merge") return node.children.length;
  // A text within a text is escaped again.
  return node.type === "Function" && node.name === "to_string" ? 2 : 1;
}

function functionFault({ name, children }: Extract<Expression, { type: "Function" }>): string | undefined {
  if (!FUNCTIONS.has(name)) return `the function ${name}() is not taken`;
  const [glue] = children;
  if (name !== "join") return undefined;
  const isShort =
    glue?.type === "Literal" && typeof glue.value === "string" && glue.value.length <= MOST_GLUE;
  return isShort ? undefined : `expected join() with a text of at most ${MOST_GLUE} characters first`;
}

/** A literal has no parts: what it holds is data. */
export function partsOf(node: Expression): Expression[] {
  if (node.type === "Literal") return [];
  return Object.values(node)
    .flat()
    .filter((part): part is Expression => typeof part === "object" && part !== null && "type" in part);
}

/** The first part up to which an expression cannot go on, as the number of its character. */
function placeOf(text: string): string {
  const starts = startsOf(text);
  const wrong = starts.find((_, index) => {
    const end = starts[index + 1] ?? text.length;
    return !isBeginning(text.slice(0, end));
  });
  return wrong === undefined ? ", at its end" : `, at character ${wrong + 1}`;
}

function startsOf(text: string): number[] {
  try {
    return tokenize(text)
      .map(({ start }) => start)
      .filter((start) => start < text.length);
  } catch {
    return [];
  }
}

/** Whether a text is an expression, or lacks only what follows. */
function isBeginning(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch (error) {
    return /\bEOF\b/.test(said(error));
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
