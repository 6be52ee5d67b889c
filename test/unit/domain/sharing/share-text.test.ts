/** Share texts: each variable has its value, each text its room, and words of the advertising law are flagged. */
import { describe, expect, test } from "vitest";
import { fillText, variablesIn } from "../../../../domain/sharing/fill-text.ts";
import { flagsIn } from "../../../../domain/sharing/flagged-words.ts";
import { namesOf } from "../../../../domain/kernel/records.ts";
import { PLATFORMS } from "../../../../domain/sharing/platforms.ts";
import { type CopyTemplate, LENGTHS, shareTexts, TONES } from "../../../../domain/sharing/share-text.ts";
import { USUAL_COPY } from "../../../../domain/sharing/usual-copy.ts";

const VALUES = {
  product: "龙井茶",
  price: "¥128",
  occasion: "中秋节",
  program: "茶友会",
  link: "https://go.example/s/tea-time",
};
const WANTED = {
  language: "zh",
  tone: undefined,
  length: undefined,
  platform: undefined,
  occasion: undefined,
  values: VALUES,
} as const;

function template(text: string, more: Partial<CopyTemplate> = {}): CopyTemplate {
  return { id: "one", language: "zh", tone: "plain", platform: null, occasion: null, text, ...more };
}

test("variables are filled, each wherever it stands, and a text that lacks a value is none", () => {
  expect(variablesIn("{a} and {b}, {a}")).toEqual(["a", "b"]);
  expect(fillText("{a} and {b}, {a}", { a: "1", b: "{a}" })).toBe("1 and {a}, 1");
  expect(fillText("{a}", {})).toBeUndefined();
  expect(fillText("no variable, {Not} one { }", {})).toBe("no variable, {Not} one { }");
});

describe("a text is left out", () => {
  test("for another language, tone or platform, and for an occasion that nobody named", () => {
    const of = (more: Partial<CopyTemplate>) => shareTexts([template("{product}", more)], WANTED).length;
    expect([of({}), of({ language: "en" }), of({ occasion: "中秋节" })]).toEqual([1, 0, 0]);
    const named = { ...WANTED, occasion: "中秋节", tone: "warm", platform: "weibo" } as const;
    const warm = { tone: "warm", occasion: "中秋节" } as const;
    expect(shareTexts([template("{product}", { ...warm, platform: "weibo" })], named)).toHaveLength(1);
    expect(shareTexts([template("{product}", { ...warm, platform: "group" })], named)).toEqual([]);
    expect(shareTexts([template("{product}", { occasion: "中秋节" })], named)).toEqual([]);
  });

  test("where it has more characters than the platform shows, and an emoji is one", () => {
    const moments = { ...WANTED, platform: "moments" } as const;
    const [full] = shareTexts([template("👨‍👩‍👧".repeat(100))], moments);
    expect(full?.characters).toBe(100);
    expect(shareTexts([template("👨‍👩‍👧".repeat(101))], moments)).toEqual([]);
  });

  test("where it has a link, and none can be tapped there", () => {
    for (const platform of namesOf(PLATFORMS)) {
      const texts = shareTexts([template("{product} {link}")], { ...WANTED, platform });
      expect([platform, texts.length]).toEqual([platform, PLATFORMS[platform].hasLinks ? 1 : 0]);
    }
  });

  test("of another length, which the link is no part of", () => {
    const text = template(`${"好".repeat(LENGTHS.short)}{link}`);
    expect(shareTexts([text], { ...WANTED, length: "short" })).toMatchObject([{ length: "short" }]);
    expect(shareTexts([text], { ...WANTED, length: "medium" })).toEqual([]);
  });
});

test("every program has texts of each tone and of each platform, and none of them is flagged", () => {
  for (const language of ["zh", "en"] as const)
    for (const tone of TONES)
      expect(shareTexts(USUAL_COPY, { ...WANTED, language, tone }).length).toBeGreaterThanOrEqual(1);
  for (const platform of namesOf(PLATFORMS))
    expect(shareTexts(USUAL_COPY, { ...WANTED, platform }).length).toBeGreaterThanOrEqual(2);
  const all = USUAL_COPY.flatMap((one) => shareTexts([one], { ...WANTED, language: one.language }));
  expect(all).toHaveLength(USUAL_COPY.length);
  expect(all.flatMap(({ flags }) => flags)).toEqual([]);
  expect(new Set(USUAL_COPY.map(({ id }) => id)).size).toBe(USUAL_COPY.length);
});

test.each([
  ["全国第一的茶", "第一", 2, "absolute"],
  ["最好喝的茶", "最", 0, "absolute"],
  ["国 家 级品质", "国 家 级", 0, "absolute"],
  ["国务院推荐", "国务院", 0, "state"],
  ["喝了能治愈失眠", "治愈", 3, "medical"],
  ["加入我们，稳赚不赔", "稳赚不赔", 5, "promise"],
  ["转发到朋友圈才能领", "转发到朋友圈", 0, "forced_sharing"],
])("%s is flagged for %s", (text, word, at, kind) => {
  expect(flagsIn(text)).toContainEqual({ word, at, kind });
});

test("what only looks alike is not flagged", () => {
  expect(flagsIn("最近到的新茶，最后三天，最终价格以页面为准")).toEqual([]);
  expect(flagsIn("A tea for every day")).toEqual([]);
});
