/** `npm run pictures`: makes the pictures of README anew, or writes them to a folder that is named. Needs a Chromium. */
import { resolve } from "node:path";
import { requireReady } from "./service/ready.mjs";

requireReady("npm run pictures");
const { takePictures } = await import("./pictures/take-pictures.ts");
const folder = resolve(process.argv[2] ?? "docs/pictures");
for (const { name, bytes } of await takePictures(folder)) console.log(`${name}: ${bytes} bytes`);
process.exit(0);
