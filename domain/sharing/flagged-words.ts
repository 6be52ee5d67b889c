/**
 * Words that China's advertising law forbids or that cost merchants their shares, found in a text. What is found is flagged
 * and never changed. Whether a word breaks the law depends on what it says of what, and a person decides that.
 *
 * Sources: Advertising Law of the People's Republic of China (2021), Articles 9, 16 to 18, 25 and 28. For absolute terms the
 * guide of the State Administration for Market Regulation on their enforcement (2023). For forced sharing the norms of
 * WeChat for what its users share to others from outside.
 */

export const FLAG_KINDS = ["absolute", "state", "medical", "promise", "forced_sharing"] as const;
export type FlagKind = (typeof FLAG_KINDS)[number];

export interface Flag {
  readonly word: string;
  /** Where it begins, in characters of UTF-16. */
  readonly at: number;
  readonly kind: FlagKind;
}

/** Of one kind, in words; longer ones stand before what they begin with. */
const WORDS: Readonly<Record<FlagKind, string>> = {
  absolute: `国家级 世界级 宇宙级 最高级 顶级 顶尖 极品 极致 绝对 绝无仅有 独一无二 独家 首选 首个 首家 第一品牌 第一 唯一 史无前例
    前无古人 万能 全网 全国销量冠军 销量冠军 冠军 王牌 至尊 巅峰 无敌 完美 100% 百分之百 零缺陷 永久 最`,
  state: `国家领导人 领导人推荐 国务院 中南海 人民大会堂 国旗 国徽 国歌 军旗 军徽 特供 专供 国家机关 政府推荐 央视推荐 质量免检 免检`,
  medical: `治疗 治愈 根治 疗效 药到病除 包治百病 抗癌 防癌 抗炎 消炎 降血压 降血糖 降血脂 安全无副作用 无副作用 无毒副作用 处方 祛疤
    增高 丰胸 壮阳`,
  promise: `保本 保收益 保赚 稳赚 稳赚不赔 只赚不赔 无风险 零风险 躺赚 日入 月入过万 轻松月入 必赚 高回报 升值 暴富`,
  forced_sharing: `不转不是 不转发 转发有奖 转发领取 转发后领取 转发到朋友圈 分享到朋友圈领 分享后领取 集赞 集满 点赞领取 邀请好友助力 帮我砍 砍一刀
    拼人头 拉人头 发展下线`,
};

/** Words that begin with a flagged character and say something else: of time, and of what somebody thinks. */
const HARMLESS = /^最(?:近|后|终|初|起码|少|迟|晚)/;

const BY_WORD = new Map<string, FlagKind>(
  FLAG_KINDS.flatMap((kind) => WORDS[kind].split(/\s+/).map((word): [string, FlagKind] => [word, kind])),
);

// The portal flags what promoters write, in browsers that have no `toSorted`.
const LONGEST_FIRST = [...BY_WORD.keys()].sort((one, other) => other.length - one.length);

/** Also a word that blanks or dots were put into. */
const ANY_WORD = new RegExp(
  LONGEST_FIRST.map((word) => Array.from(word).join("[\\s·.*_-]{0,2}")).join("|"),
  "g",
);

/** What is flagged in a text, in the sequence of its words. */
export function flagsIn(text: string): Flag[] {
  return Array.from(text.matchAll(ANY_WORD)).flatMap(({ 0: word, index }) => {
    const kind = BY_WORD.get(word.replaceAll(/[\s·.*_-]/g, ""));
    if (kind === undefined || HARMLESS.test(text.slice(index))) return [];
    return [{ word, at: index, kind }];
  });
}
