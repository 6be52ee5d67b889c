/**
 * Share cards in WeChat: loaded apart from the SDK, by pages that draw them. A card leads to the promoter's own link, and
 * WeChat shows one only on a page that is signed for it.
 */
import { runningScript } from "./dom.ts";

/** What a message or a moment shows. */
export interface Card {
  readonly title: string;
  readonly desc?: string;
  readonly imgUrl?: string;
  /** The promoter's share link; what the script's `data-link` says where it is left out. */
  readonly link?: string;
}

type Call = (terms: object) => void;
/** WeChat's JS-SDK, as far as it is used. */
interface JsSdk {
  readonly config: Call;
  readonly updateAppMessageShareData: Call;
  readonly updateTimelineShareData: Call;
  ready(done: () => void): void;
  error(failed: (answer: { errMsg: string }) => void): void;
}

const SOURCE = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js";
const CARDS = ["updateAppMessageShareData", "updateTimelineShareData"] as const;

const script = runningScript();
const { userAgent } = navigator;
/** On iOS WeChat knows a page by the address that was opened, whatever a script makes of it afterwards. */
const entry = (performance.getEntriesByType("navigation")[0] || { name: location.href }).name;
let configured = "";
let last: Promise<unknown> = Promise.resolve();

function fault(code: string, message = ""): Error {
  return Object.assign(new Error(`${code} ${message}`), { code });
}

function loaded(): JsSdk | undefined {
  const { wx } = window as { wx?: JsSdk };
  return wx && "config" in wx ? wx : undefined;
}

function jsSdk(): Promise<JsSdk> {
  return new Promise((done, failed) => {
    const wx = loaded();
    if (wx) return done(wx);
    const element = document.createElement("script");
    const end = (): void => {
      const came = loaded();
      if (came) done(came);
      else failed(fault("script_failed", SOURCE));
    };
    for (const event of ["load", "error"]) element.addEventListener(event, end);
    element.src = SOURCE;
    document.head.appendChild(element);
  });
}

/** Has WeChat verify the page, once for each address that it knows the page by. */
async function configure(wx: JsSdk): Promise<void> {
  const url = (/iP(hone|ad|od)/.test(userAgent) ? entry : location.href).replace(/#.*/, "");
  if (!script || url === configured) return;
  const own = new URL(script.src);
  const program = script.dataset["program"] || own.searchParams.get("program") || "";
  const query = new URLSearchParams({ program, url });
  const asked = own.origin + own.pathname.replace(/[^/]*$/, `wechat/js-config?${query}`);
  const answer = await fetch(asked).catch((error) => {
    throw fault("config_failed", error);
  });
  const config = await answer.json().catch(() => ({}));
  if (!answer.ok) throw fault(config.code || "config_failed", config.detail);
  await new Promise<void>((done, failed) => {
    wx.error(({ errMsg }) => failed(fault("signature_refused", errMsg)));
    // Elements of WeChat's own, which the page draws and hears: WeChat knows those that are named here.
    const openTagList = (script.dataset["openTags"] || "").match(/[\w-]+/g) || [];
    wx.config(Object.assign(config, { jsApiList: CARDS, openTagList }));
    wx.ready(done);
  });
  configured = url;
}

async function set(card: Card): Promise<void> {
  const link = card.link || (script && script.dataset["link"]);
  if (!/MicroMessenger/i.test(userAgent)) throw fault("not_wechat");
  if (!link) throw fault("no_link");
  const wx = await jsSdk();
  await configure(wx);
  await Promise.all(
    CARDS.map(
      (name) =>
        new Promise((success, failed) => {
          const fail = ({ errMsg }: { errMsg: string }): void => {
            // The page may not be verified: the next call has it signed anew.
            configured = "";
            failed(fault("card_refused", errMsg));
          };
          wx[name](Object.assign({ desc: "", imgUrl: "" }, card, { link, success, fail }));
        }),
    ),
  );
}

/**
 * Sets both cards of the page as it is now, one call after another.
 *
 * @returns settled once WeChat has taken both; rejected with an error whose `code` says what has failed.
 */
function share(card: Card): Promise<void> {
  const next = last.then(() => set(card));
  last = next.catch(() => {});
  return next;
}

/** What a page or the SDK has put here. An element of this name is no property of the window's own. */
const earlier: unknown = Object.getOwnPropertyDescriptor(window, "tributary")?.value;
const tributary = earlier instanceof Object ? earlier : [];
Object.assign(window, { tributary: Object.assign(tributary, { wechat: { share } }) });
