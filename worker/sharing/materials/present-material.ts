/** Materials between the wire and storage: how one is stored, and what each reader is shown of it. */
import type { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../../domain/kernel/ids.ts";
import { type filledMaterial, flagsOfMaterial } from "../../../domain/sharing/material.ts";
import { instantOf } from "../../http/instants.ts";
import type { listedMaterialSchema, MaterialParts, materialSchema } from "./material.shapes.ts";
import type { ListedMaterial, MaterialRow } from "./materials.tables.ts";

/** How a text is filled for a promoter. */
export type FillMaterial = (parts: StoredParts) => ReturnType<typeof filledMaterial>;

/** What is stored of a material, as JSON. */
export type StoredParts = Omit<
  MaterialParts,
  "kind" | "position" | "picture" | "promoterId" | "publishedFrom" | "publishedUntil"
>;

export function storedParts({ material }: Pick<MaterialRow, "material">): StoredParts {
  return JSON.parse(material) as StoredParts;
}

export function rowOfMaterial(program: number, id: string, parts: MaterialParts, nowMs: number): MaterialRow {
  const { kind, position, picture = null, promoterId, publishedFrom, publishedUntil, ...rest } = parts;
  return {
    program,
    id,
    kind,
    position,
    publishedFromMs: publishedFrom ?? null,
    publishedUntilMs: publishedUntil ?? null,
    promoter: promoterId ?? null,
    material: JSON.stringify(rest),
    updatedAtMs: nowMs,
    picture,
  };
}

/** @param fill for a promoter, who is told nobody's id; null: as it is stored. */
export function presentListedMaterial(
  row: ListedMaterial,
  fill: FillMaterial | null,
  isForPromoter: boolean,
): z.output<typeof listedMaterialSchema> {
  const parts = storedParts(row);
  const filled = fill === null ? { text: parts.text ?? null, lacks: [] } : fill(parts);
  const { title, earned = null } = parts;
  return {
    id: row.id,
    kind: row.kind,
    title,
    text: filled.text,
    lacks: [...filled.lacks],
    language: parts.language ?? null,
    href: parts.href ?? null,
    productRef: parts.productRef ?? null,
    product: parts.product ?? null,
    occasion: parts.occasion ?? null,
    tags: parts.tags,
    platforms: parts.platforms,
    who: parts.who ?? null,
    earned,
    promoterId: row.promoter === null || isForPromoter ? null : promoterIdOf(row.promoter),
    hasConsent: parts.hasConsent ?? null,
    publishedFrom: row.publishedFromMs === null ? null : instantOf(row.publishedFromMs),
    publishedUntil: row.publishedUntilMs === null ? null : instantOf(row.publishedUntilMs),
    position: row.position,
    flags: flagsOfMaterial({ title, text: filled.text, earned }),
    hasPicture: row.hasPicture === 1,
    updatedAt: instantOf(row.updatedAtMs),
  };
}

export function presentMaterial(
  { picture, ...row }: MaterialRow,
  fill: FillMaterial | null,
  isForPromoter: boolean,
): z.output<typeof materialSchema> {
  const listed = { ...row, hasPicture: picture === null ? 0 : 1 };
  return { ...presentListedMaterial(listed, fill, isForPromoter), picture };
}
