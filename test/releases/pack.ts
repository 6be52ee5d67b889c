/** A state directory as one small file, and back: every file by its path, compressed. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** What a start makes anew, and what belongs to a process that is gone. */
const LEFT_OUT = /^(bundle|data\/tmp)(\/|$)|\.pid$|^lock\.sqlite|-shm$|\.log$/;

export function packState(directory: string): Uint8Array {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => !LEFT_OUT.test(name) && statSync(join(directory, name)).isFile())
    .sort();
  const files = names.map((name) => [name, readFileSync(join(directory, name)).toString("base64")]);
  return brotliCompressSync(JSON.stringify(Object.fromEntries(files)), {
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
}

export function unpackState(packed: Uint8Array, directory: string): void {
  const files = JSON.parse(brotliDecompressSync(packed).toString()) as Record<string, string>;
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(content, "base64"), { mode: 0o600 });
  }
}
