/** `docs/errors.md`: every code of a problem, made from the catalogue. A test fails where the file is not fresh. */
import { PROBLEM_TOPICS, type ProblemCode, PROBLEMS } from "../../worker/http/problem-catalogue.ts";
import { FAULT_KINDS, FAULT_KINDS_MEAN } from "../../worker/http/problems/fault-kinds.ts";

/** By its path in the project. */
export const ERRORS_DOCUMENT = "docs/errors.md";

export function errorsDocument(): string {
  const topics = Object.entries(PROBLEM_TOPICS).map(
    ([topic, problems]) => `## ${topic}\n\n${(Object.keys(problems) as ProblemCode[]).map(entry).join("\n")}`,
  );
  const faultKinds = FAULT_KINDS.map((kind) => `- \`${kind}\`: ${FAULT_KINDS_MEAN[kind]}.`).join("\n");
  return `<!-- Made by \`npm run build\` from worker/http/problems/; do not edit. -->

# Error codes

Every refusal is a problem document of RFC 9457, \`application/problem+json\`, with one of these codes in \`code\`. Its
\`type\` is the address of the code's page on the service itself, \`/docs/errors/{code}\`.

## Faults

Where a body or parameter does not fit, \`errors\` has each fault with its \`path\` and a \`message\` for people. Most have a
\`kind\` as well, which never changes. Those with a bound have it as \`limit\`, where the bound itself is still taken.

${faultKinds}

${topics.join("\n")}`;
}

function entry(code: ProblemCode): string {
  const { status, title, means, remedy } = PROBLEMS[code];
  return `### \`${code}\`\n\n${status}: ${title}.\n\n- Means: ${means}\n- What to do: ${remedy}\n`;
}
