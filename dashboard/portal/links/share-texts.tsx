/** Texts to share a product with, to be copied, each with what the advertising law may have against it. */
import { type FormEvent, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Choice } from "../parts/choice.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Field } from "../parts/field.tsx";
import { Empty } from "../parts/list.tsx";
import { useOwnPath } from "../shell/program.tsx";
import { markedParts } from "./marked-parts.ts";

const PLATFORMS = ["any", "moments", "group", "weibo", "xiaohongshu", "douyin"] as const;
type Platform = (typeof PLATFORMS)[number];
/** As many as a phone's reader looks through. */
const COUNT = 6;
/** As many as a model writes in some seconds. */
const VARIANTS = 3;

type Link = Schemas["Link"];

export function ShareTexts({ link }: { readonly link: Link }) {
  const say = useText();
  const known = link.preview?.title ?? link.productId ?? "";
  const [name, setName] = useState(known);
  const [product, setProduct] = useState(known);
  const [platform, setPlatform] = useState<Platform>("any");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setProduct(name.trim());
  };
  return (
    <div className="drawer">
      <form onSubmit={submit}>
        <Field
          label={say("product-name")}
          hint={say("product-name-hint")}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Choice
          label={say("platform")}
          options={PLATFORMS.map((one) => ({ value: one, text: say(`platform-${one}`) }))}
          value={platform}
          onChange={setPlatform}
        />
        <button type="submit" className="wide">
          {say("write-texts")}
        </button>
      </form>
      {product === "" ? null : (
        <Texts key={`${product} ${platform}`} link={link} product={product} platform={platform} />
      )}
    </div>
  );
}

interface TextsProps {
  readonly link: Link;
  readonly product: string;
  readonly platform: Platform;
}

type Copy = Schemas["ShareCopy"];

function Texts(wanted: TextsProps) {
  const say = useText();
  const [isModelAsked, setIsModelAsked] = useState(false);
  return (
    <Answer of={useCopy(wanted, { count: COUNT })}>
      {({ texts, model }) => (
        <>
          <List texts={texts} />
          {isModelAsked ? <ModelTexts {...wanted} /> : null}
          {model === "not_set" || isModelAsked ? null : (
            <button type="button" className="wide" onClick={() => setIsModelAsked(true)}>
              {say("ask-model")}
            </button>
          )}
        </>
      )}
    </Answer>
  );
}

/** What a model writes is asked for by itself: it takes seconds, and the others are there at once. */
function ModelTexts(wanted: TextsProps) {
  const say = useText();
  return (
    <Answer of={useCopy(wanted, { count: 1, variants: VARIANTS })}>
      {({ texts, model }) => {
        const written = texts.filter(({ writtenBy }) => writtenBy === "model");
        if (written.length > 0) return <List texts={written} />;
        return <Empty text={say(model === "limited" ? "model-limited" : "model-empty")} />;
      }}
    </Answer>
  );
}

function useCopy({ link, product, platform }: TextsProps, amounts: { count: number; variants?: number }) {
  const { program } = useOwnPath();
  const language = useLanguage() === "zh-CN" ? "zh" : "en";
  const where = platform === "any" ? {} : { platform };
  return queries.useQuery("post", "/v1/programs/{program}/share-copy", {
    params: { path: { program } },
    body: { product: { name: product }, linkId: link.id, language, ...amounts, ...where },
  });
}

function List({ texts }: Pick<Copy, "texts">) {
  const say = useText();
  if (texts.length === 0) return <Empty text={say("texts-empty")} />;
  return (
    <ul className="list texts">
      {texts.map((text) => (
        <ShareText key={text.templateId ?? text.text} text={text} />
      ))}
    </ul>
  );
}

function ShareText({ text: { text, flags, writtenBy } }: { readonly text: Copy["texts"][number] }) {
  const say = useText();
  return (
    <li>
      <p className="text">
        {markedParts(text, flags).map(({ at, part, isFlagged }) =>
          isFlagged ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
        )}
      </p>
      {writtenBy === "model" ? <p className="quiet">{say("by-model")}</p> : null}
      {flags.map(({ at, word, kind }) => (
        <p key={at} className="quiet bad">
          {say("flagged", { word, why: say(`flag-${kind}`) })}
        </p>
      ))}
      <div className="buttons">
        <CopyButton text={text} name={say("copy-text")} />
      </div>
    </li>
  );
}
