/** A link as its program, or the promoter whose it is, names it. */
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import { ApiProblem } from "../http/problem.ts";
import { getLink, type Link } from "./links.tables.ts";

/** @throws ApiProblem `unknown_link` when the caller's program, or the promoter itself, has no such link. */
export async function ownLink(c: ApiContext, number: number): Promise<Link> {
  const { program, principal } = requireProgram(c);
  const link = await getLink(c.env.LINKS, program.id, number);
  const isOwn = link !== null && (principal.kind !== "promoter" || link.promoter === principal.promoter);
  if (!isOwn) throw new ApiProblem("unknown_link");
  return link;
}
