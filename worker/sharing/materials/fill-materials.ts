/** Whose links and codes stand in the texts of materials: the caller's own, or those of a link that is asked for. */
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { filledMaterial } from "../../../domain/sharing/material.ts";
import { type ApiContext, requireProgram } from "../../access/api-env.ts";
import { newestCode } from "../../coupons/coupons.tables.ts";
import type { Link } from "../../links/links.tables.ts";
import { ownLink } from "../../links/own-link.ts";
import { shareOrigin } from "../../links/share-origin.ts";
import { usableSlugs } from "../../links/usable-links.tables.ts";
import { portalLook, wireLook } from "../../looks/portal-look.ts";
import { priceText } from "../copy/price-text.ts";
import { type FillMaterial, storedParts, type StoredParts } from "./present-material.ts";
import type { ListedMaterial } from "./materials.tables.ts";

/**
 * How texts are filled for the caller; null for a merchant who names no link.
 *
 * @throws ApiProblem `unknown_link` for one that is not the caller's to see.
 */
export async function fillFor(
  c: ApiContext,
  linkId: number | undefined,
  rows: readonly Pick<ListedMaterial, "material">[],
): Promise<FillMaterial | null> {
  const { program, principal } = requireProgram(c);
  const link = linkId === undefined ? undefined : await ownLink(c, linkId);
  const promoter = principal.kind === "promoter" ? principal.promoter : link?.promoter;
  if (promoter === undefined) return null;
  const parts = rows.map(storedParts);
  const [slugOf, code, { row }] = await Promise.all([
    slugsOf(c, promoter, link, parts),
    hasCode(parts)
      ? newestCode(c.env.CONFIG, { program: program.number, promoter, nowMs: Date.now() })
      : undefined,
    portalLook(c.env.CONFIG, program.number, Date.now()),
  ]);
  const name = (row === undefined ? undefined : wireLook(row).name) ?? program.name;
  const origin = shareOrigin(c, program);
  return ({ text = null, product, occasion, productRef, language = "zh" }) => {
    const slug = slugOf(productRef);
    const price = product?.price;
    return filledMaterial(text, {
      product: product?.name,
      price: price === undefined ? undefined : priceText(price, program.currency, language),
      occasion,
      program: name,
      link: slug === null ? undefined : `${origin}/s/${slug}`,
      code: code ?? undefined,
    });
  };
}

function hasCode(parts: readonly StoredParts[]): boolean {
  return parts.some(({ text = "" }) => text.includes("{code}"));
}

/** Slugs by product: of the link that was asked for, else of the promoter's newest. */
async function slugsOf(
  c: ApiContext,
  promoter: PromoterRef,
  link: Link | undefined,
  parts: readonly StoredParts[],
): Promise<(product: string | undefined) => string | null> {
  if (link !== undefined) return () => link.slug;
  const { program } = requireProgram(c);
  const products = parts.flatMap(({ productRef }) => productRef ?? []);
  const of = { programId: program.id, promoter, nowMs: Date.now() };
  const { newest, byProduct } = await usableSlugs(c.env.LINKS, of, products);
  return (product) => byProduct.get(product ?? "") ?? newest;
}
