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
      {product === "" ? null : <Texts link={link} product={product} platform={platform} />}
    </div>
  );
}

interface TextsProps {
  readonly link: Link;
  readonly product: string;
  readonly platform: Platform;
}

function Texts({ link, product, platform }: TextsProps) {
  const say = useText();
  const { program } = useOwnPath();
  const language = useLanguage() === "zh-CN" ? "zh" : "en";
  const where = platform === "any" ? {} : { platform };
  const copy = queries.useQuery("post", "/v1/programs/{program}/share-copy", {
    params: { path: { program } },
    body: { product: { name: product }, linkId: link.id, language, count: COUNT, ...where },
  });
  return (
    <Answer of={copy}>
      {({ texts }) =>
        texts.length === 0 ? (
          <Empty text={say("texts-empty")} />
        ) : (
          <ul className="list texts">
            {texts.map((text) => (
              <ShareText key={text.templateId} text={text} />
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function ShareText({ text: { text, flags } }: { readonly text: Schemas["ShareCopy"]["texts"][number] }) {
  const say = useText();
  return (
    <li>
      <p className="text">
        {markedParts(text, flags).map(({ at, part, isFlagged }) =>
          isFlagged ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
        )}
      </p>
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
