/**
 * What ZXing reads from a picture. It is told that the picture is nothing but a code. Its search for codes in photographs
 * misses one in forty, with and without a logo, where Debian's zbarimg reads each of 600.
 */
import {
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  QRCodeReader,
  RGBLuminanceSource,
} from "@zxing/library";
import { convertIndexedToRgb, decode } from "fast-png";

const HINTS = new Map([[DecodeHintType.PURE_BARCODE, true]]);

/** @throws NotFoundException and others where there is no code that can be read. */
export function readQr(png: Uint8Array): string {
  const image = decode(png);
  const channels = image.palette?.[0]?.length ?? image.channels;
  const data = image.palette === undefined ? image.data : convertIndexedToRgb(image);
  const grey = Uint8ClampedArray.from({ length: image.width * image.height }, (_, pixel) => {
    const at = (place: number) => data[pixel * channels + Math.min(place, channels - 1)] ?? 255;
    return (at(0) + 2 * at(1) + at(2)) / 4;
  });
  const source = new RGBLuminanceSource(grey, image.width, image.height);
  return new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)), HINTS).getText();
}
