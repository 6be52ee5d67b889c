/** The promoter's share links: one to make, those that stand, and for each its posters, films, texts and its code to share. */
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { FilmDrawer } from "../films/film-drawer.tsx";
import { Answer } from "../parts/answer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { Empty, More } from "../parts/list.tsx";
import { Page } from "../parts/page.tsx";
import { PAGED } from "../parts/paged.ts";
import { useFormats, useOwnPath, usePlace } from "../shell/program.tsx";
import { type LinkFigures, useLinkFigures } from "./link-figures.ts";
import { NewLink } from "./new-link.tsx";
import { Poster } from "./poster.tsx";
import { QrCode } from "./qr-code.tsx";
import { ShareButton } from "./share-button.tsx";
import { ShareTexts } from "./share-texts.tsx";

const LIMIT = 20;
/** What a link's card opens to, one at a time. */
const DRAWERS = ["poster", "film", "texts", "qr"] as const;
type Drawer = (typeof DRAWERS)[number];

export function LinksPage() {
  const say = useText();
  const { program, id } = useOwnPath();
  const links = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/links",
    { params: { path: { program }, query: { promoterId: id, limit: LIMIT } } },
    PAGED,
  );
  const figures = useLinkFigures();
  return (
    <Page title={say("links")}>
      <NewLink />
      <Answer of={links}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <Empty text={say("links-empty")} />;
          return (
            <>
              <ul className="cards">
                {rows.map((link) => (
                  <LinkCard
                    key={link.id}
                    link={link}
                    figures={figures?.get(link.id)}
                    hasFigures={figures !== undefined}
                  />
                ))}
              </ul>
              <More query={links} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

interface LinkCardProps {
  readonly link: Schemas["Link"];
  readonly figures: LinkFigures | undefined;
  readonly hasFigures: boolean;
}

function LinkCard({ link, figures, hasFigures }: LinkCardProps) {
  const say = useText();
  const { day } = useFormats();
  const { name } = usePlace().look;
  const [open, setOpen] = useState<Drawer | null>(null);
  const { clicks = 0, orders = 0 } = figures ?? {};
  const text = say("share-text", { title: link.preview?.title ?? name, url: link.url });
  return (
    <li className="card">
      <h2 className="address">{link.preview?.title ?? link.productId ?? link.destination}</h2>
      <p className="address">{link.url}</p>
      <p className="quiet">
        {say("made-on", { day: day(link.createdAt) })}
        {link.status === "active" ? null : ` · ${say("link-disabled")}`}
        {link.expiresAt === null ? null : ` · ${say("ends-on", { day: day(link.expiresAt) })}`}
      </p>
      {hasFigures ? <p>{say("clicks-orders", { clicks, orders })}</p> : null}
      <div className="buttons">
        <CopyButton text={link.url} name={say("copy")} />
        <CopyButton text={text} name={say("copy-text")} />
        <ShareButton title={name} text={text} url={link.url} />
        {DRAWERS.map((one) => (
          <button
            key={one}
            type="button"
            aria-expanded={open === one}
            onClick={() => setOpen(open === one ? null : one)}
          >
            {say(one)}
          </button>
        ))}
      </div>
      {open === "poster" ? <Poster link={link} /> : null}
      {open === "film" ? <FilmDrawer link={link} onPoster={() => setOpen("poster")} /> : null}
      {open === "texts" ? <ShareTexts link={link} /> : null}
      {open === "qr" ? <QrCode text={link.url} /> : null}
    </li>
  );
}
