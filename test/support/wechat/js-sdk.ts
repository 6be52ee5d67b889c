/**
 * WeChat's JS-SDK as its documents describe it, for a page in a browser of tests. Like WeChat it verifies a page by the
 * address that it knows it by. On Android the present one, on iOS the one that was opened.
 */

/** Evaluated in the page in place of WeChat's script. `/wechat-verifies` stands for WeChat's own servers. */
export const JS_SDK = `(() => {
  let state = 0;
  const readers = [];
  let failed = () => {};
  const isIos = /iP(hone|ad|od)/.test(navigator.userAgent);
  const told = (window.__wechat = { configs: [], cards: {} });
  const card = (name) => (terms) => {
    if (state !== 1) return terms.fail({ errMsg: name + ":permission denied" });
    if (String(terms.title).includes("forbidden")) return terms.fail({ errMsg: name + ":fail" });
    const { title, desc, link, imgUrl } = terms;
    told.cards[name] = { title, desc, link, imgUrl };
    terms.success({ errMsg: name + ":ok" });
  };
  // Elements of WeChat's own work on a page that named them, and on no other.
  const open = (tag) => {
    for (const element of document.getElementsByTagName(tag)) {
      element.addEventListener("click", () => element.dispatchEvent(new CustomEvent("launch")));
      element.dispatchEvent(new CustomEvent("ready"));
    }
  };
  window.wx = {
    config(config) {
      const url = (isIos ? window.__entry : location.href).split("#")[0];
      told.configs.push({ ...config, url });
      fetch("/wechat-verifies", { method: "POST", body: JSON.stringify({ ...config, url }) })
        .then((answer) => answer.json())
        .then((isRight) => {
          state = isRight ? 1 : -1;
          if (!isRight) failed({ errMsg: "config:invalid signature" });
          else config.openTagList.forEach(open);
          for (const read of readers.splice(0)) read();
        });
    },
    ready(read) {
      if (state === 0) readers.push(read);
      else read();
    },
    error(heard) {
      failed = heard;
    },
    updateAppMessageShareData: card("updateAppMessageShareData"),
    updateTimelineShareData: card("updateTimelineShareData"),
  };
})();`;

/** Runs before any script of the page. */
export const NOTES_ENTRY = "window.__entry = location.href;";
