/** A link that the caller may see: any of the program, and to a promoter's token its own. */
import { type ApiContext, requireProgram } from "../access/api-env.ts";
import { ApiProblem } from "../http/problem.ts";
import { getLink, type Link } from "./links.tables.ts";

/** @throws ApiProblem `unknown_link` for one that is not there, or another promoter's. */
export async function ownLink(c: ApiContext, number: number): Promise<Link> {
  const { program, principal } = requireProgram(c);
  const link = await getLink(c.env.LINKS, program.id, number);
  const isOwn = link !== null && (principal.kind !== "promoter" || link.promoter === principal.promoter);
  if (!isOwn) throw new ApiProblem("unknown_link");
  return link;
}
