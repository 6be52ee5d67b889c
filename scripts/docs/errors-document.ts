/** `docs/errors.md`: every code of a problem, made from the catalogue. A test fails where the file is not fresh. */
import { PROBLEM_TOPICS, type ProblemCode, PROBLEMS } from "../../worker/http/problem-catalogue.ts";

/** By its path in the project. */
export const ERRORS_DOCUMENT = "docs/errors.md";

export function errorsDocument(): string {
  const topics = Object.entries(PROBLEM_TOPICS).map(
    ([topic, problems]) => `## ${topic}\n\n${(Object.keys(problems) as ProblemCode[]).map(entry).join("\n")}`,
  );
  return `<!-- Made by \`npm run build\` from worker/http/problems/; do not edit. -->

# Error codes

Every refusal is a problem document of RFC 9457, \`application/problem+json\`, with one of these codes in \`code\`. Its
\`type\` is the address of the code's page on the service itself, \`/docs/errors/{code}\`.

${topics.join("\n")}`;
}

function entry(code: ProblemCode): string {
  const { status, title, means, remedy } = PROBLEMS[code];
  return `### \`${code}\`\n\n${status}: ${title}.\n\n- Means: ${means}\n- What to do: ${remedy}\n`;
}
