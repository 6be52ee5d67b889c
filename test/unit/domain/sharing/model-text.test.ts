/** What a model writes: words alone, however a price, an address or a way to reach somebody is dressed up. */
import { expect, test } from "vitest";
import { isUsableModelText } from "../../../../domain/sharing/model-text.ts";
import { USUAL_COPY } from "../../../../domain/sharing/usual-copy.ts";

const SAID = ["龙井茶 250 克", "中秋节", "茶友会"];

function isUsable(text: string): boolean {
  return isUsableModelText(text, { said: SAID, hasLink: text.includes("{link}") });
}

test.each([
  "刚泡了一杯{product}，想到你了：{link}",
  "周末和三五好友一起喝，很舒服‼️❤️👨‍👩‍👧",
  "千万别错过，收拾好桌子，等你…好茶",
  "一边看书，一边喝茶。零食也备好了",
  "龙井茶 250 克，中秋节茶友会都在喝，{price}",
  "A cup of {product} for a quiet evening: {link}.",
  "It tastes of spring… Come over, we talk.",
])("%s is used", (text) => {
  expect(isUsable(text)).toBe(true);
});

test("what our own templates say without a figure, a model may say too", () => {
  const texts = USUAL_COPY.map(({ text }) => text.replaceAll(/\{(?:occasion|program)\}/g, "中秋节"));
  const own = texts.filter((text) => !/\d/.test(text));
  expect(own.filter((text) => !isUsable(text))).toEqual([]);
});

test.each([
  "只要99",
  "只要９９",
  "只要⑨",
  "只要一百二十八",
  "只要玖拾玖",
  "只要十二",
  "百分之五十的人都买",
  "五美元一份",
  "今天八成价",
  "便宜到¥",
  "🔟个朋友都说好",
  "🆓",
  "今天有优惠",
  "only twelve left",
  "fifty percent off",
  "a few bucks",
])("a figure or an amount: %s", (text) => {
  expect(isUsable(text)).toBe(false);
});

test.each([
  "V信问我",
  "v 信：tea",
  "➕微",
  "+V 聊",
  "加V了解",
  "加我吧",
  "薇信同号",
  "微 信 问",
  "微❤️信问",
  "微·信问",
  "加vx",
  "VX: tea",
  "w x tea",
  "进群聊",
  "私聊我",
  "扫一扫",
  "联系客服",
  "on WeChat",
  "just text me",
  "find it on Telegram",
])("a way to reach somebody: %s", (text) => {
  expect(isUsable(text)).toBe(false);
});

test.each([
  "evil。com",
  "evil .com",
  "evil点com",
  "evil dot com",
  "ｅｖｉｌ．ｅｘａｍｐｌｅ",
  "{product}.com",
  "{product}.evil",
  "{link}/evil",
  "{link}evil",
  "{link}?to=evil",
  "{link}去看看",
  "evil{link}",
  "{product}{link}",
])("an address of its own, or one that changes ours: %s", (text) => {
  expect(isUsable(text)).toBe(false);
});

test.each([
  ["a joiner between letters", "微\u200D信"],
  ["a joiner behind an emoji alone", "❤\u200D微"],
  ["a sign of emojis behind a letter", "好\uFE0F茶"],
  ["a grapheme joiner", "好\u034F茶"],
  ["a blank of Hangul", "好\u3164茶"],
  ["a blank of Braille", "好\u2800茶"],
  ["what stands for objects", "好\uFFFC茶"],
  ["a mark that turns letters round", "好\u202E茶"],
  ["a mark of direction", "好\u200F茶"],
  ["a blank without width", "好\u200B茶"],
  ["a tag", "好\u{E0041}茶"],
])("%s is seen by nobody", (_, text) => {
  expect(isUsable(text)).toBe(false);
});

test("a variable in letters of full width would be filled by nobody", () => {
  expect(isUsableModelText("看｛link｝", { said: SAID, hasLink: true })).toBe(false);
  expect(isUsableModelText("看｛link｝ {link}", { said: SAID, hasLink: true })).toBe(false);
});
