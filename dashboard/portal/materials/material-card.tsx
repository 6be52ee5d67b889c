/** One material: its text to copy, its picture to keep, its page to open, and what is flagged in it. */
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { markedParts } from "../links/marked-parts.ts";
import { Answer } from "../parts/answer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { isInWechat } from "../shell/in-wechat.ts";
import { useFormats, useOwnPath } from "../shell/program.tsx";

type Material = Schemas["ListedMaterial"];

export function MaterialCard({ of }: { readonly of: Material }) {
  const say = useText();
  const { day } = useFormats();
  const { title, text, lacks, href, platforms, who, earned, publishedUntil } = of;
  const flagsOf = (member: Material["flags"][number]["member"]) =>
    of.flags.filter((flag) => flag.member === member);
  return (
    <li className="card texts">
      <h2>
        <Marked text={title} flags={flagsOf("title")} />
      </h2>
      {who === null ? null : <p className="quiet">{say("story-by", { who })}</p>}
      {text === null ? null : (
        <p className="text">
          <Marked text={text} flags={flagsOf("text")} />
        </p>
      )}
      {lacks.length === 0 ? null : (
        <p className="quiet">{say(lacks.includes("link") ? "lacks-link" : "lacks-code")}</p>
      )}
      {earned === null ? null : (
        <p>
          {say("story-earned")} <Marked text={earned} flags={flagsOf("earned")} />
        </p>
      )}
      {of.flags.map(({ member, at, word, kind }) => (
        <p key={`${member}-${at}`} className="quiet bad">
          {say("flagged", { word, why: say(`flag-${kind}`) })}
        </p>
      ))}
      {platforms.length === 0 ? null : (
        <p className="quiet">{platforms.map((one) => say(`platform-${one}`)).join(" · ")}</p>
      )}
      {publishedUntil === null ? null : (
        <p className="quiet">{say("until-day", { day: day(publishedUntil) })}</p>
      )}
      {of.hasPicture ? <Picture of={of} /> : null}
      <div className="buttons">
        {text === null ? null : <CopyButton text={text} name={say("copy-text")} />}
        {href === null ? null : (
          <a className="button" href={href} target="_blank" rel="noreferrer">
            {say("open-page")}
          </a>
        )}
      </div>
    </li>
  );
}

function Marked({ text, flags }: { readonly text: string; readonly flags: Material["flags"] }) {
  return markedParts(text, flags).map(({ at, part, isFlagged }) =>
    isFlagged ? <mark key={at}>{part}</mark> : <span key={at}>{part}</span>,
  );
}

/** Loaded when it is asked for: a page of pictures may have megabytes. */
function Picture({ of: { id, title } }: { readonly of: Material }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="buttons">
        <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say("show-picture")}
        </button>
      </div>
      {isOpen ? <ShownPicture id={id} title={title} /> : null}
    </>
  );
}

function ShownPicture({ id, title }: { readonly id: string; readonly title: string }) {
  const say = useText();
  const { program } = useOwnPath();
  const material = queries.useQuery("get", "/v1/programs/{program}/materials/{id}", {
    params: { path: { program, id } },
  });
  return (
    <Answer of={material}>
      {({ picture }) =>
        picture === null ? null : (
          <>
            <img className="poster" src={picture} alt={title} />
            <p className="quiet">{say("poster-hold")}</p>
            {isInWechat() ? null : (
              <p>
                <a className="button" href={picture} download={`${id}${endingOf(picture)}`}>
                  {say("poster-save")}
                </a>
              </p>
            )}
          </>
        )
      }
    </Answer>
  );
}

/** Of a file, by the type that the picture says. */
function endingOf(picture: string): string {
  return `.${/^data:image\/([a-z]+);/.exec(picture)?.[1] ?? "png"}`;
}
