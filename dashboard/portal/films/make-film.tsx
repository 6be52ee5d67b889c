/** Makes the film, says how far it is, and hands over what was made. */
import { useEffect, useMemo, useRef, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { isInWechat } from "../shell/in-wechat.ts";
import type { MadeFilm } from "./encode-film.ts";
import type { Film } from "./film.ts";
import type { SizeName } from "./sizes.ts";

const PERCENT = 100;

type State =
  | { readonly is: "idle" | "failed" }
  | { readonly is: "making"; readonly share: number }
  | { readonly is: "made"; readonly film: MadeFilm; readonly address: string };

const IDLE: State = { is: "idle" };

/** What was chosen when the film was begun. */
type Chosen = Pick<MakeFilmProps, "film" | "size">;

interface Attempt {
  readonly of: Chosen;
  readonly state: State;
}

interface Running {
  readonly of: Chosen;
  readonly controller: AbortController;
}

interface MakeFilmProps {
  readonly film: Film;
  readonly size: SizeName;
  /** What the file is called, without what it ends with. */
  readonly fileName: string;
}

export function MakeFilm(props: MakeFilmProps) {
  const say = useText();
  const { state, make, breakOff } = useMaking(props);
  if (state.is === "making") return <Progress share={state.share} onBreakOff={breakOff} />;
  if (state.is === "made")
    return <Made film={state.film} address={state.address} fileName={props.fileName} />;
  return (
    <>
      {state.is === "failed" ? (
        <Banner tone="bad" text={say("film-failed")} hint={say("film-failed-hint")} />
      ) : null}
      {isInWechat() ? <p className="quiet">{say("film-wechat")}</p> : null}
      <button type="button" className="main" onClick={() => void make()}>
        {say("film-make")}
      </button>
    </>
  );
}

function useMaking({ film, size }: MakeFilmProps) {
  // What is made, or half made, belongs to one film: of another it is nothing, from the moment that the other is chosen. An
  // effect would say so a frame later, and break off what was begun within that frame.
  const chosen = useMemo(() => ({ film, size }), [film, size]);
  const [{ of, state: last }, setState] = useState<Attempt>({ of: chosen, state: IDLE });
  const running = useRef<Running | null>(null);
  const breakOff = (): void => {
    running.current?.controller.abort();
    setState({ of: chosen, state: IDLE });
  };
  useEffect(
    () => () => {
      if (running.current?.of === chosen) running.current.controller.abort();
    },
    [chosen],
  );
  const state = of === chosen ? last : IDLE;
  const address = state.is === "made" ? state.address : null;
  useEffect(() => {
    return address === null ? undefined : () => URL.revokeObjectURL(address);
  }, [address]);
  const make = async (): Promise<void> => {
    running.current?.controller.abort();
    const controller = new AbortController();
    const { signal } = controller;
    const tell = (now: State): void => {
      if (!signal.aborted) setState({ of: chosen, state: now });
    };
    running.current = { of: chosen, controller };
    tell({ is: "making", share: 0 });
    const onProgress = (share: number): void => tell({ is: "making", share });
    const made = await encoded(film, { size, signal, onProgress });
    if (signal.aborted) return;
    if (made === null) tell({ is: "failed" });
    else tell({ is: "made", film: made, address: URL.createObjectURL(made.blob) });
  };
  return { state, make, breakOff };
}

type Encode = typeof import("./encode-film.ts").encodeFilm;

async function encoded(...args: Parameters<Encode>): Promise<MadeFilm | null> {
  try {
    const { encodeFilm } = await import("./encode-film.ts");
    return await encodeFilm(...args);
  } catch {
    // A file of the portal that did not come, memory that the phone has not, an encoder that gave up: another try may do.
    return null;
  }
}

function Progress({ share, onBreakOff }: { readonly share: number; readonly onBreakOff: () => void }) {
  const say = useText();
  const percent = Math.floor(share * PERCENT);
  return (
    <>
      <p>
        <label>
          {say("film-making", { percent })}
          <progress max={PERCENT} value={percent} />
        </label>
      </p>
      <p className="quiet">{say("film-stay")}</p>
      <button type="button" className="wide" onClick={onBreakOff}>
        {say("film-break-off")}
      </button>
    </>
  );
}

interface MadeProps {
  readonly film: MadeFilm;
  readonly address: string;
  readonly fileName: string;
}

function Made({ film: { blob, container }, address, fileName }: MadeProps) {
  const say = useText();
  const name = `${fileName}.${container}`;
  const files = [new File([blob], name, { type: blob.type })];
  const canSend = "canShare" in navigator && navigator.canShare({ files });
  return (
    <>
      <Banner tone="good" text={say("film-made")} />
      <div className="buttons">
        <a className="button main" href={address} download={name}>
          {say("film-save")}
        </a>
        {canSend ? (
          // Whoever changes their mind has refused nothing.
          <button type="button" onClick={() => void navigator.share({ files }).catch(() => undefined)}>
            {say("film-send")}
          </button>
        ) : null}
      </div>
    </>
  );
}
