/** What a film is made of, chosen by the promoter, with the film itself below it as it will be. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { OFFERED_POSTERS, posterOf, SIMPLE } from "../links/poster-file.ts";
import { Answer } from "../parts/answer.tsx";
import { Field } from "../parts/field.tsx";
import { useOwnPath, usePlace } from "../shell/program.tsx";
import { type Colours, type Film, filmOf, type FilmPicture } from "./film.ts";
import { FilmManner, type Manner, USUAL_MANNER } from "./film-manner.tsx";
import { FilmPictures } from "./film-pictures.tsx";
import { FilmPreview } from "./film-preview.tsx";
import { FilmText } from "./film-text.tsx";
import { MakeFilm } from "./make-film.tsx";
import { type OwnPicture, posterPicture } from "./pictures.ts";
import type { SizeName } from "./sizes.ts";

type Link = Schemas["Link"];

/** Of a program that chose none: those of the portal itself. */
const USUAL: Colours = { background: "#ffffff", text: "#23211d", accent: "#0b5d4e", onAccent: "#ffffff" };
const MOST_NAME = 40;

interface Usual {
  /** What the program's own poster looks like: a film of no pictures shows it. */
  readonly poster: FilmPicture;
  readonly code: readonly (readonly boolean[])[];
}

export function FilmMaker({ link }: { readonly link: Link }) {
  const { program } = useOwnPath();
  const posters = queries.useQuery("get", "/v1/programs/{program}/posters", {
    params: { path: { program }, query: { limit: OFFERED_POSTERS } },
  });
  return (
    <Answer of={posters}>{({ data }) => <WithPoster link={link} poster={data[0]?.id ?? SIMPLE} />}</Answer>
  );
}

function WithPoster({ link, poster }: { readonly link: Link; readonly poster: string }) {
  const usual = useQuery({
    queryKey: ["film", link.slug, poster],
    // One and the same while it is looked at: of another picture a film that is being made would be another film.
    staleTime: Infinity,
    structuralSharing: (before, now) => before ?? now,
    queryFn: async (): Promise<Usual> => {
      const [{ encode }, picture] = await Promise.all([
        import("uqr"),
        posterOf(link.slug, poster).then(posterPicture),
      ]);
      return { poster: picture, code: encode(link.url, { ecc: "M", border: 0 }).data };
    },
  });
  return <Answer of={usual}>{(known) => <Choices link={link} usual={known} />}</Answer>;
}

interface ChoicesProps {
  readonly link: Link;
  readonly usual: Usual;
}

function Choices({ link, usual }: ChoicesProps) {
  const say = useText();
  const { look } = usePlace();
  const [name, setName] = useState((link.preview?.title ?? look.name).slice(0, MOST_NAME));
  const [text, setText] = useState("");
  const [manner, setManner] = useState<Manner>(USUAL_MANNER);
  const [pictures, setPictures] = useState<readonly OwnPicture[]>([]);
  const { template, length, size } = manner;
  const invitation = say("film-scan");
  const film = useMemo(
    () =>
      filmOf({
        template,
        length,
        name: name.trim() === "" ? look.name : name.trim(),
        text,
        invitation,
        pictures: pictures.length === 0 ? [usual.poster] : pictures,
        colours: look.colors ?? USUAL,
        code: usual.code,
      }),
    [template, length, name, text, invitation, pictures, look, usual],
  );
  return (
    <div className="drawer">
      <FilmPictures pictures={pictures} onPictures={setPictures} />
      <Field
        label={say("product-name")}
        hint={say("film-name-hint")}
        maxLength={MOST_NAME}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <FilmText link={link} product={link.preview?.title ?? look.name} text={text} onText={setText} />
      <FilmManner manner={manner} onManner={setManner} />
      <Shown film={film} size={size} fileName={`${link.slug}-${template}-${length}`} url={link.url} />
    </div>
  );
}

interface ShownProps {
  readonly film: Film;
  readonly size: SizeName;
  readonly fileName: string;
  readonly url: string;
}

function Shown({ film, size, fileName, url }: ShownProps) {
  const say = useText();
  return (
    <>
      <FilmPreview film={film} label={say("film-of", { url })} />
      <MakeFilm film={film} size={size} fileName={fileName} />
    </>
  );
}
