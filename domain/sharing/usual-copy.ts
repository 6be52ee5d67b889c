/** Templates that every program has, so that its first share text needs no work of the merchant. */
import type { CopyLanguage, CopyTemplate, Tone } from "./share-text.ts";

const TEXTS: Readonly<Record<CopyLanguage, Readonly<Record<Tone, readonly string[]>>>> = {
  zh: {
    plain: [
      "{product}，{price}，点这里看看：{link}",
      "{product}，详情在这里：{link}",
      "分享一款我在用的{product}，现在{price}。感兴趣的朋友可以从我的链接了解详情：{link}",
      "{product}现在{price}，需要的可以了解一下。",
    ],
    warm: [
      "用着不错的{product}，想着你也许需要：{link}",
      "给大家分享一款{product}。我自己用了一阵子，挺满意，才敢推荐给身边的朋友。有问题随时问我，链接放这里：{link}",
      "{occasion}快到了，给家人挑了{product}。{price}，心意刚刚好：{link}",
      "家里一直在用{product}，想把它分享给你。",
    ],
    lively: [
      "✨{product}来啦！{price}，戳我：{link}",
      "被问了好多次的{product}，链接来啦👉{link}",
      "{occasion}就安排它！{product}，{price}，手慢的朋友可别怪我没说～{link}",
      "姐妹们，我的{product}回购清单+1！用下来真的喜欢，想了解细节的评论区见～",
    ],
    expert: [
      "{product}，{price}。参数与说明见：{link}",
      "选{product}，先看成分和规格，再看售后。我对比过之后选了这一款，目前{price}，说明在链接里：{link}",
      "关于{product}，说三点实际感受：做工、使用体验和售后。每一项我都亲自试过，优点和不足都会如实告诉你，欢迎在评论区提问。",
    ],
  },
  en: {
    plain: ["{product}, {price}: {link}", "Have a look at {product}: {link}", "{product}, now {price}."],
    warm: [
      "I like my {product}, and thought of you: {link}",
      "I have used {product} for a while and am happy with it. If you have questions, just ask me. Here it is: {link}",
    ],
    lively: ["✨ {product} is here! {price} 👉 {link}", "You asked, here it is: {product} 👉 {link}"],
    expert: [
      "{product}, {price}. Details: {link}",
      "With {product}, look at what it is made of first, then at the service. I compared some and took this one: {link}",
    ],
  },
};

export const USUAL_COPY: readonly CopyTemplate[] = Object.entries(TEXTS).flatMap(([language, byTone]) =>
  Object.entries(byTone).flatMap(([tone, texts]) =>
    texts.map((text, place) => ({
      id: `usual-${language}-${tone}-${place + 1}`,
      language: language as CopyLanguage,
      tone: tone as Tone,
      platform: null,
      occasion: null,
      text,
    })),
  ),
);
