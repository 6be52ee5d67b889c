/** Refusals about a program's official account in WeChat. */
import type { Problems } from "./problem-facts.ts";

export const WECHAT_PROBLEMS = {
  no_wechat_app: {
    status: 404,
    title: "The program has no official account",
    means: "No WeChat official account or mini program is set for this program.",
    remedy: "Set one with `PUT …/wechat`.",
  },
  verification_taken: {
    status: 409,
    title: "Another program has a file of that name",
    means: "A file of this name proves a host for another program, and holds something else.",
    remedy: "Have WeChat make a new file, and set that one.",
  },
  openid_bound: {
    status: 409,
    title: "The openid is bound to another promoter",
    means: "A person in WeChat is one promoter of a program. This one is another promoter already.",
    remedy: "Unbind it from the other promoter first, where that is what is meant.",
  },
  promoter_has_openid: {
    status: 409,
    title: "The promoter has another openid",
    means: "A promoter is one person in WeChat, and this promoter is another one already.",
    remedy: "Unbind the promoter first with `DELETE …/promoters/{id}/wechat`.",
  },
  slug_too_long_for_code: {
    status: 422,
    title: "The slug is too long for a mini program code",
    means: "A mini program code holds 32 characters, and the link's slug has more.",
    remedy: "Make another link for the code, with a shorter slug or without a chosen one.",
  },
  mini_program_code_refused: {
    status: 422,
    title: "WeChat makes no such code",
    means:
      "WeChat refuses the page or the version. `detail` has its number. 41030: the released mini program has no such page.",
    remedy: "Name a page that is released, or ask for a code of the `trial` version.",
  },
  url_link_refused: {
    status: 422,
    title: "WeChat makes no such URL Link",
    means:
      "WeChat refuses the page. `detail` has its number. 40165: the mini program has no such page. 85079: it is not released.",
    remedy: "Name a page that is released, or ask for a URL Link of the `trial` version.",
  },
  wechat_limited: {
    status: 503,
    title: "WeChat was asked as often as it may be",
    means: "The account has used up its calls of WeChat's API (44990, 45009, 45011).",
    remedy: "Repeat the same request after the seconds that Retry-After names, or raise the account's quota.",
  },
  wechat_unavailable: {
    status: 503,
    title: "WeChat does not answer",
    means: "WeChat's API did not answer, or what it answered cannot be read. A repeat is safe.",
    remedy: "Repeat the same request after the seconds that Retry-After names.",
  },
  wechat_refused: {
    status: 503,
    title: "WeChat refuses the account",
    means:
      "WeChat refuses AppID or AppSecret, or the address that it is asked from. `detail` has its number.",
    remedy:
      "Set the account anew with `PUT …/wechat`, or allow the service's address in its IP list at WeChat.",
  },
} as const satisfies Problems;
