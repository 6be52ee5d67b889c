/** Signatures of pages are those that WeChat publishes. */
import { expect, test } from "vitest";
import { signatureOf, withoutFragment } from "../../../../worker/wechat/js-signature.ts";

test("the example of WeChat's documents", () => {
  const ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
  const url = withoutFragment("http://mp.weixin.qq.com?params=value#top");
  const signature = signatureOf(ticket, { url, nonce: "Wm3WZYTPz0wzccnW", timestamp: 1_414_587_457 });
  expect(signature).toBe("0f9de62fce790f9a083d5c99e95740ceb90c27ed");
});

test("a fragment is left out, and all else stays as the page spells it", () => {
  expect(withoutFragment("https://shop.example/%E8%8C%B6?q=a+b#/a?x#y")).toBe(
    "https://shop.example/%E8%8C%B6?q=a+b",
  );
  expect(withoutFragment("https://shop.example/")).toBe("https://shop.example/");
});
