/** Codes are read by a scanner at every size, margin and logo, and the SVG shows what the PNG shows. */
import { decode, encode } from "fast-png";
import { describe, expect, test } from "vitest";
import { readQr } from "../../../support/sharing/read-qr.ts";
import { qrCodeOf, svgOf } from "../../../../worker/sharing/qr/qr-code.ts";
import { pictureOf, pngOf } from "../../../../worker/sharing/qr/qr-picture.ts";

const LINK = "https://tributary.example.com/s/k3m9q2x7w1a4";
const LONG = `https://go.${"long-name-of-a-shop.".repeat(5)}example/s/${"spring-tea-".repeat(5)}sale`;

/** A logo of stripes, the worst that can lie upon a code; its pixels have so many values each. */
function logoOf(channels: 1 | 2 | 3 | 4, [width, height] = [60, 40]): string {
  const data = new Uint8Array(width * height * channels).map((_, at) => (at % 7 < 3 ? 30 : 220));
  const bytes = encode({ width, height, data, channels, depth: 8 });
  return `data:image/png;base64,${Buffer.from(bytes).toString("base64")}`;
}

describe.each([LINK, LONG])("of %s", (link) => {
  test.each([64, 100, 256, 333, 512, 1_024])("a PNG of %d pixels is read", (size) => {
    const codes = [2, 4, 16].map((margin) => qrCodeOf(link, margin, 0));
    const pictures = codes.map((code) => ({ code, png: pngOf(code, size, undefined) }));
    const widths = pictures.map(({ png }) => decode(png).width);
    expect(widths).toEqual(codes.map(({ units }) => Math.max(size, units)));
    // A scanner needs two pixels a module.
    const large = pictures.filter(({ code }) => size >= 2 * code.units);
    expect(large.map(({ png }) => readQr(png))).toEqual(large.map(() => link));
  });

  test.each([1, 5, 10, 15, 16, 20, 25])("a logo of %d percent leaves it readable", (percent) => {
    for (const channels of [1, 2, 3, 4] as const) {
      const code = qrCodeOf(link, 4, percent);
      const picture = pictureOf(logoOf(channels));
      expect(picture).toMatchObject({ width: 60, height: 40 });
      expect(readQr(pngOf(code, 512, picture))).toBe(link);
    }
  });
});

test("the SVG has the modules of the PNG, and the logo in their middle", () => {
  const code = qrCodeOf(LINK, 4, 20);
  const logo = logoOf(4);
  const svg = svgOf(code, 300, logo);
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 (\d+) \1" width="300" height="300">/,
  );
  const drawn = code.modules.map((row) => row.map(() => false));
  for (const [, x, y, length] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let at = Number(x); at < Number(x) + Number(length); at += 1) drawn[Number(y)]?.splice(at, 1, true);
  }
  expect(drawn).toEqual(code.modules);
  const middle = code.logo.from + code.logo.width / 2;
  expect(middle).toBe(code.units / 2);
  expect(svg).toContain(`<image x="${code.logo.from}" y="${code.logo.from}"`);
  expect(svgOf(qrCodeOf(LINK, 4, 0), 300, logo)).not.toContain("<image");
});

test("what is no small PNG of eight bits a value is no picture, and what is damaged neither", () => {
  const good = logoOf(3);
  const cut = Buffer.from(good.split(",")[1] ?? "", "base64")
    .subarray(0, 60)
    .toString("base64");
  const deep = encode({ width: 2, height: 2, data: new Uint16Array(12), channels: 3, depth: 16 });
  const wide = encode({
    width: 2_000,
    height: 1_000,
    data: new Uint8Array(2_000_000),
    channels: 1,
    depth: 8,
  });
  const others = [
    "https://shop.example/logo.png",
    "data:image/svg+xml;base64,PHN2Zy8+",
    "data:image/png;base64,AAAA",
    `data:image/png;base64,${cut}`,
    `data:image/png;base64,${Buffer.from(deep).toString("base64")}`,
    `data:image/png;base64,${Buffer.from(wide).toString("base64")}`,
  ];
  expect(others.map((logo) => pictureOf(logo))).toEqual(others.map(() => undefined));
});

test("opacity lets white through, and proportions are kept", () => {
  const data = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 255]);
  const bytes = encode({ width: 2, height: 1, data, channels: 4, depth: 8 });
  const picture = pictureOf(`data:image/png;base64,${Buffer.from(bytes).toString("base64")}`);
  expect([picture?.at(0, 0), picture?.at(1, 0)]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 255],
  ]);
  const png = decode(pngOf(qrCodeOf(LINK, 4, 25), 1_000, picture));
  const grey = (x: number, y: number) => png.data[(y * png.width + x) * png.channels];
  // Left of the middle the logo lets the white through; right of it it is black; above and below there is none of it.
  expect([grey(470, 500), grey(530, 500), grey(530, 430)]).toEqual([255, 0, 255]);
});
