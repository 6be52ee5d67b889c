/** Texts to share a product with: by templates of the merchant and of ours, each looked through for words of the advertising law. */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { flagsIn } from "../../../domain/sharing/flagged-words.ts";
import { shareTexts, type WantedCopy } from "../../../domain/sharing/share-text.ts";
import { USUAL_COPY } from "../../../domain/sharing/usual-copy.ts";
import { type ApiApp, type ApiContext, requireProgram } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { cutPage, decodeCursor, encodeCursor } from "../../http/page.ts";
import { pageOf, pageQuery } from "../../http/page.shapes.ts";
import { ApiProblem } from "../../http/problem.ts";
import { body, json } from "../../http/route-parts.ts";
import { ownLink } from "../../links/own-link.ts";
import { shareOrigin } from "../../links/share-origin.ts";
import { portalLook, wireLook } from "../../looks/portal-look.ts";
import {
  presentTemplate,
  shareCopySchema,
  templateBodySchema,
  templateParams,
  templateSchema,
  wantedCopySchema,
} from "./copy.shapes.ts";
import { deleteTemplate, listTemplates, putTemplate } from "./copy-templates.tables.ts";
import { copyModelOf } from "./model/copy-model.ts";
import { type ModelAsking, type ModelTexts, modelTexts } from "./model/model-texts.ts";
import { priceText } from "./price-text.ts";

const PATH = "/v1/programs/{program}/share-copy";
const TEMPLATES = `${PATH}/templates` as const;
const TAG = "Sharing";
const READERS = ["operator", "key:read", "key:manage", "promoter:own"] as const;

const write = defineRoute({
  method: "post",
  path: PATH,
  operationId: "writeShareCopy",
  tag: TAG,
  summary: "Texts to share a product with; nothing is stored",
  access: READERS,
  audit: "changes_nothing",
  request: { params: programParams, body: body(wantedCopySchema) },
  responses: { 200: json(shareCopySchema, "Texts") },
});

const list = defineRoute({
  method: "get",
  path: TEMPLATES,
  operationId: "listCopyTemplates",
  tag: TAG,
  summary: "List the program's own templates of share texts, by id",
  access: READERS,
  request: { params: programParams, query: pageQuery },
  responses: { 200: json(pageOf(templateSchema), "A page of templates") },
});

const put = defineRoute({
  method: "put",
  path: `${TEMPLATES}/{id}`,
  operationId: "putCopyTemplate",
  tag: TAG,
  summary: "Put a template of share texts, new or in place of another",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: templateParams, body: body(templateBodySchema) },
  responses: { 200: json(templateSchema, "The template, with what is flagged in it") },
});

const remove = defineRoute({
  method: "delete",
  path: `${TEMPLATES}/{id}`,
  operationId: "deleteCopyTemplate",
  tag: TAG,
  summary: "Take a template of share texts away",
  access: ["operator", "key:manage"],
  audit: "with_change",
  request: { params: templateParams },
  responses: { 204: { description: "There is no such template any more" } },
});

export function registerShareCopy(app: ApiApp): void {
  app.openapi(write, async (c) => {
    const { program, principal } = requireProgram(c);
    const { product, linkId, count, variants, ...wanted } = c.req.valid("json");
    const own = await listTemplates(c.env.CONFIG, program.number, "", LIMITS.copyTemplatesPerProgram);
    const { row } = await portalLook(c.env.CONFIG, program.number, Date.now());
    const values = {
      product: product.name,
      price:
        product.price === undefined ? undefined : priceText(product.price, program.currency, wanted.language),
      occasion: wanted.occasion,
      program: (row === undefined ? undefined : wireLook(row).name) ?? program.name,
      link: linkId === undefined ? undefined : await addressOf(c, linkId),
    };
    const { language, tone, length, platform, occasion } = wanted;
    const asked = { language, tone, length, platform, occasion, values };
    const promoter = principal.kind === "promoter" ? principal.promoter : null;
    const asking = { programId: program.id, program: program.number, promoter, count: variants };
    const written = await textsOfModel(c.env, asking, asked);
    const texts = [
      ...shareTexts([...own, ...USUAL_COPY], asked)
        .slice(0, count)
        .map((text) => ({ ...text, writtenBy: "template" as const, flags: [...text.flags] })),
      ...written.texts.map((text) => {
        return { ...text, templateId: null, writtenBy: "model" as const, flags: [...text.flags] };
      }),
    ];
    return c.json({ texts, model: written.outcome }, 200);
  });
  registerTemplates(app);
}

async function textsOfModel(env: Env, asking: ModelAsking, wanted: WantedCopy): Promise<ModelTexts> {
  const model = copyModelOf(env);
  if (model === undefined) return { outcome: "not_set", texts: [] };
  if (asking.count === 0) return { outcome: "not_asked", texts: [] };
  return await modelTexts(env, model, asking, wanted);
}

function registerTemplates(app: ApiApp): void {
  app.openapi(list, async (c) => {
    const { program } = requireProgram(c);
    const { limit, cursor } = c.req.valid("query");
    const [after] = decodeCursor("copy-templates", cursor, [""]) ?? [""];
    const found = await listTemplates(c.env.CONFIG, program.number, after, limit + 1);
    const page = cutPage(found, limit, (last) => encodeCursor("copy-templates", [last.id]));
    return c.json({ ...page, data: page.data.map((one) => presentTemplate(one, flagsIn(one.text))) }, 200);
  });
  app.openapi(put, async (c) => {
    const { program } = requireProgram(c);
    const { platform = null, occasion = null, ...rest } = c.req.valid("json");
    const template = { ...rest, id: c.req.valid("param").id, platform, occasion, updatedAtMs: Date.now() };
    const bounds = { most: LIMITS.copyTemplatesPerProgram, audit: c.get("audit") };
    if (!(await putTemplate(c.env.CONFIG, program.number, template, bounds)))
      throw new ApiProblem("too_many_copy_templates");
    return c.json(presentTemplate(template, flagsIn(template.text)), 200);
  });
  app.openapi(remove, async (c) => {
    const { program } = requireProgram(c);
    await deleteTemplate(c.env.CONFIG, program.number, c.req.valid("param").id, c.get("audit"));
    return c.body(null, 204);
  });
}

async function addressOf(c: ApiContext, link: number): Promise<string> {
  return `${shareOrigin(c, requireProgram(c).program)}/s/${(await ownLink(c, link)).slug}`;
}
