/** A picture of lines as one of dots: phones save and send on those alone. */

/** Dots for each unit of the picture: it stays sharp on a phone's screen, and a code in it can be scanned. */
const SCALE = 2;

/** @param svg that holds all it is made of: what loads something would keep the canvas from being read. */
export async function drawPng(svg: string): Promise<string> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}
