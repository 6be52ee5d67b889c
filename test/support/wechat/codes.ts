/** Mini program codes as WeChat draws them. A stand-in's picture holds its scene as a row of grey. */
import { decode, encode } from "fast-png";

/** What a code was asked for with. */
export interface CodeAsked {
  readonly scene: string;
  readonly page?: string;
  readonly env_version?: string;
  readonly check_path?: boolean;
  readonly width?: number;
  readonly is_hyaline?: boolean;
}

const SCENE = /^[\w!#$&'()*+,/:;=?@.~-]{1,32}$/;
const VERSIONS = ["release", "trial", "develop"];

/** @returns WeChat's number where it refuses. */
export function codeOf(
  terms: Readonly<Record<string, unknown>>,
  pages: readonly string[],
): number | { readonly asked: CodeAsked; readonly png: Uint8Array<ArrayBuffer> } {
  const asked = terms as unknown as CodeAsked;
  const { scene, page, env_version: version = "release", check_path: isChecked = true, width = 430 } = asked;
  if (!SCENE.test(scene)) return 40_129;
  if (!VERSIONS.includes(version) || width < 280 || width > 1_280) return 40_097;
  if (page?.startsWith("/") === true) return 40_097;
  if (isChecked && page !== undefined && !pages.includes(page)) return 41_030;
  // Without this WeChat draws a JPEG.
  if (asked.is_hyaline !== true) return { asked, png: new Uint8Array([0xff, 0xd8, 0xff]) };
  const data = new TextEncoder().encode(scene);
  const png = encode({ width: data.length, height: 1, data, channels: 1, depth: 8 });
  return { asked, png: new Uint8Array(png) };
}

/** The scene that a picture of the stand-in's holds. */
export function sceneOf(png: Uint8Array): string {
  return new TextDecoder().decode(new Uint8Array(decode(png).data));
}

/** What a URL Link was asked for with. */
export interface UrlLinkAsked {
  readonly path?: string;
  readonly query?: string;
  readonly env_version?: string;
  readonly expire_type?: number;
  readonly expire_interval?: number;
}

const QUERY = /^[\w!#$&'()*+,/:;=?@.~%-]{0,1024}$/;

/** @returns WeChat's number where it refuses. */
export function urlLinkOf(
  terms: Readonly<Record<string, unknown>>,
  pages: readonly string[],
): number | { readonly asked: UrlLinkAsked; readonly url: string } {
  const asked = terms as UrlLinkAsked;
  const {
    path,
    query = "",
    env_version: version = "release",
    expire_type: type,
    expire_interval: days,
  } = asked;
  if (!QUERY.test(query)) return 40_212;
  if (!VERSIONS.includes(version)) return 40_097;
  if (type !== 1 || days === undefined || days < 1 || days > 30) return 85_401;
  if (version === "release" && path !== undefined && !pages.includes(path)) return 40_165;
  return { asked, url: `https://wxaurl.cn/${encodeURIComponent(query)}` };
}
