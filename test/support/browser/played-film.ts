/** A film that a page made, as another page of the same browser plays it. */
import { decode } from "fast-png";
import type { BrowserContext } from "playwright-core";

interface Played {
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Buffer[];
}

/** Plays a film elsewhere, where no policy of ours stands, and looks at it at some seconds. */
export async function played(context: BrowserContext, film: Buffer, at: readonly number[]): Promise<Played> {
  const page = await context.newPage();
  const source = JSON.stringify(`data:video/mp4;base64,${film.toString("base64")}`);
  const { frames, ...shown } = await page.evaluate<
    Omit<Played, "frames"> & { frames: string[] }
  >(`(async () => {
    const video = document.createElement("video");
    const heard = (name) => new Promise((resolve, reject) => {
      video.addEventListener(name, resolve, { once: true });
      video.addEventListener("error", () => reject(new Error(video.error.message)), { once: true });
    });
    const loaded = heard("loadeddata");
    video.muted = true;
    video.src = ${source};
    await loaded;
    const canvas = document.createElement("canvas");
    canvas.width = 720;
    canvas.height = 1280;
    const frames = [];
    for (const second of ${JSON.stringify(at)}) {
      const there = heard("seeked");
      video.currentTime = second;
      await there;
      canvas.getContext("2d").drawImage(video, 0, 0, 720, 1280);
      frames.push(canvas.toDataURL("image/png"));
    }
    return { seconds: video.duration, width: video.videoWidth, height: video.videoHeight, frames };
  })()`);
  await page.close();
  return { ...shown, frames: frames.map((png) => Buffer.from(png.slice(png.indexOf(",") + 1), "base64")) };
}

/** Which of red, green and blue is most of the middle of a picture. */
export function colourOf(png: Buffer): string {
  const { data, width, channels } = decode(png);
  const at = (400 * width + 360) * channels;
  const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
  return red > blue + 60 ? "red" : blue > red + 60 ? "blue" : `${red},${green},${blue}`;
}
