/** What kind of page a click came from, by the page's host. */
import type { ClickMarks } from "./click-marks.ts";

/** Sites where people share links with each other. */
const SOCIAL: ReadonlySet<string> = new Set(
  [
    "qq.com weixin.qq.com wechat.com servicewechat.com weibo.com weibo.cn t.cn douyin.com",
    "iesdouyin.com toutiao.com xiaohongshu.com xhslink.com kuaishou.com bilibili.com b23.tv zhihu.com",
    "douban.com dingtalk.com feishu.cn larksuite.com facebook.com fb.com fb.me instagram.com",
    "threads.net threads.com messenger.com whatsapp.com wa.me twitter.com x.com t.co",
    "linkedin.com lnkd.in reddit.com pinterest.com pin.it tiktok.com youtube.com youtu.be",
    "snapchat.com telegram.org t.me telegram.me line.me kakao.com discord.com discordapp.com",
    "slack.com teams.microsoft.com vk.com ok.ru quora.com tumblr.com bsky.app",
  ].flatMap((line) => line.split(" ")),
);

/** The class of a referring page. Of a text that is no address it is `other`. */
export function referrerClassOf(referrer: string): ClickMarks["referrer"] {
  if (referrer === "") return "none";
  let host = hostOf(referrer);
  for (;;) {
    if (SOCIAL.has(host)) return "social";
    const dot = host.indexOf(".");
    if (dot === -1) return "other";
    host = host.slice(dot + 1);
  }
}

/** Cut out by hand, since a tap does not wait for an address to be parsed. */
function hostOf(address: string): string {
  const start = address.indexOf("://");
  if (start === -1) return "";
  const rest = address.slice(start + 3);
  const end = rest.search(/[/:?#]/);
  return (end === -1 ? rest : rest.slice(0, end)).toLowerCase();
}
