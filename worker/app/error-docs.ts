/** The pages that say what each code of a problem means and what to do about it. Made from the catalogue. */
import { escaped } from "../../domain/kernel/escaped.ts";
import { htmlPage, pageStyle } from "../http/html-page.ts";
import { pageOfProblem, PROBLEM_TOPICS, type ProblemCode, PROBLEMS } from "../http/problem-catalogue.ts";

const STYLE = pageStyle(
  "body{margin:0;background:#f6f5f2;color:#23211d;font:17px/1.6 system-ui,sans-serif}" +
    "main{max-width:44rem;margin:0 auto;padding:2rem}h1{font-size:1.35rem}h2{font-size:1.1rem;margin-top:2rem}" +
    "code{font-size:.95em}dt{margin-top:1rem}dd{margin:0;color:#6b675e}a{color:#0b5d4e}" +
    "@media(prefers-color-scheme:dark){body{background:#1b1a18;color:#eceae4}dd{color:#a5a096}a{color:#6fcbb7}}",
);

export const ERROR_DOCS_POLICY = STYLE.policy;

const LIST = "/docs/errors";

/** One code. */
export function errorPage(code: ProblemCode): string {
  const { status, title, means, remedy } = PROBLEMS[code];
  const body =
    `<h1>${escaped(title)}</h1><p><code>${code}</code>, HTTP status ${status}</p>` +
    `<h2>What it means</h2><p>${marked(means)}</p><h2>What to do</h2><p>${marked(remedy)}</p>` +
    `<p><a href="${LIST}">All codes</a></p>`;
  return htmlPage(STYLE, { language: "en", title: `${code}: ${title}`, body });
}

/** All codes, by topic. */
export function errorListPage(): string {
  const topics = Object.entries(PROBLEM_TOPICS).map(([topic, problems]) => {
    const codes = (Object.keys(problems) as ProblemCode[]).map((code) => {
      const { status, title } = PROBLEMS[code];
      return `<dt><a href="${pageOfProblem(code)}"><code>${code}</code></a> ${status}</dt><dd>${escaped(title)}</dd>`;
    });
    return `<h2>${topic}</h2><dl>${codes.join("")}</dl>`;
  });
  const heading =
    "<h1>Error codes</h1><p>Every refusal is a problem document (RFC 9457) with one of these codes.</p>";
  return htmlPage(STYLE, { language: "en", title: "Error codes", body: heading + topics.join("") });
}

/** Names in backticks become code. */
function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
