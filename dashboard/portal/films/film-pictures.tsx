/** The pictures of a film: some of the phone's own, or none. */
import { useId, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { MOST_PICTURES, type OwnPicture, ownPicture } from "./pictures.ts";

interface FilmPicturesProps {
  readonly pictures: readonly OwnPicture[];
  readonly onPictures: (pictures: readonly OwnPicture[]) => void;
}

export function FilmPictures({ pictures, onPictures }: FilmPicturesProps) {
  const say = useText();
  const id = useId();
  const [unread, setUnread] = useState<readonly string[]>([]);
  const add = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])].slice(0, MOST_PICTURES - pictures.length);
    const read = await Promise.allSettled(files.map(ownPicture));
    // The same file may be chosen again, once it was taken out.
    input.value = "";
    onPictures([...pictures, ...read.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))]);
    setUnread(files.flatMap(({ name }, place) => (read[place]?.status === "rejected" ? [name] : [])));
  };
  return (
    <div className="field">
      <label htmlFor={id}>{say("film-pictures", { most: MOST_PICTURES })}</label>
      <input
        id={id}
        type="file"
        accept="image/*"
        multiple
        disabled={pictures.length >= MOST_PICTURES}
        aria-describedby={`${id}-hint`}
        onChange={(event) => void add(event.currentTarget)}
      />
      <span id={`${id}-hint`} className="quiet">
        {say("film-pictures-hint")}
      </span>
      <span role="status">
        {unread.map((name) => (
          <span key={name} className="bad">
            {say("film-picture-unread", { name })}
          </span>
        ))}
      </span>
      {pictures.length === 0 ? null : (
        <div className="buttons">
          {pictures.map((picture, place) => (
            <button
              key={`${place}-${picture.name}`}
              type="button"
              onClick={() => onPictures(pictures.filter((one) => one !== picture))}
            >
              {say("film-picture-out", { name: picture.name })}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
