/** What a film says: texts that are offered, one's own, and what the advertising law may have against it. */
import { useId } from "react";
import { flagsIn } from "../../../domain/sharing/flagged-words.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Choice } from "../parts/choice.tsx";
import { useOwnPath } from "../shell/program.tsx";
import { withoutLink } from "./without-link.ts";

/** What can be read while it is shown. */
const MOST_CHARACTERS = 120;
const COUNT = 12;

interface FilmTextProps {
  readonly link: Schemas["Link"];
  readonly product: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

export function FilmText({ link, product, text, onText }: FilmTextProps) {
  const say = useText();
  const id = useId();
  const offered = useOfferedTexts(link, product);
  const flags = flagsIn(text);
  const options = [
    { value: "", text: say("film-text-choose") },
    ...offered.map((one) => ({ value: one, text: one })),
  ];
  return (
    <>
      {offered.length === 0 ? null : (
        <Choice
          label={say("film-texts")}
          options={options}
          value={offered.includes(text) ? text : ""}
          onChange={(chosen) => onText(chosen === "" ? text : chosen)}
        />
      )}
      <p className="field">
        <label htmlFor={id}>{say("film-text")}</label>
        <textarea
          id={id}
          rows={3}
          maxLength={MOST_CHARACTERS}
          value={text}
          aria-describedby={`${id}-flags`}
          onInput={(event) => onText(event.currentTarget.value)}
        />
        <span id={`${id}-flags`} role="status">
          {flags.map(({ at, word, kind }) => (
            <small key={at} className="bad">
              {say("flagged", { word, why: say(`flag-${kind}`) })}{" "}
            </small>
          ))}
        </span>
      </p>
    </>
  );
}

/** The program's share texts without their link, which nobody can tap in a film. */
function useOfferedTexts(link: Schemas["Link"], product: string): readonly string[] {
  const { program } = useOwnPath();
  const language = useLanguage() === "zh-CN" ? "zh" : "en";
  const copy = queries.useQuery(
    "post",
    "/v1/programs/{program}/share-copy",
    {
      params: { path: { program } },
      body: { product: { name: product }, linkId: link.id, language, count: COUNT },
    },
    { enabled: product !== "" },
  );
  const texts = copy.data?.texts.map(({ text }) => withoutLink(text, link.url)) ?? [];
  return [...new Set(texts)].filter((text) => text !== "" && text.length <= MOST_CHARACTERS);
}
