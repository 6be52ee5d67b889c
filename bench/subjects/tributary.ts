/** The service under test: the production bundle in workerd, everything it is bound to kept on disk. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../../scripts/service/project.ts";
import { startService } from "../../scripts/service/service.ts";

/** Keys of the benchmark alone, so that it can sign tokens as the edge does. */
export const KEYS = {
  TOKEN_KEYS: `1:${Buffer.from("token-key-of-the-benchmark-alone").toString("base64")}`,
  CHECK_KEY: Buffer.from("check-key-of-the-benchmark-alone").toString("base64"),
  DATA_KEY: `1:${Buffer.from("data-key-of-the-benchmark-alone!").toString("base64")}`,
};

export interface Tributary {
  readonly url: string;
  readonly adminToken: string;
  /** Process id of its workerd. */
  readonly pid: number;
  /** Where its databases and objects lie. */
  readonly data: string;
  stop(): Promise<void>;
}

/**
 * Starts it on a free port, with nothing stored yet. Its bundle is kept between runs; what it stores is not.
 *
 * @param name of its folder: two at once need two names.
 */
export async function startTributary(name = "bench"): Promise<Tributary> {
  const folder = join(PROJECT, ".tributary", name);
  const data = join(folder, "data");
  rmSync(data, { recursive: true, force: true });
  const adminToken = "operator-of-the-benchmark";
  const service = await startService({
    host: "127.0.0.1",
    port: 0,
    stateDirectory: folder,
    environment: { ...process.env, ...KEYS, ADMIN_TOKEN: adminToken },
  });
  return {
    url: service.url,
    adminToken,
    pid: Number(readFileSync(join(folder, "workerd.pid"), "utf8")),
    data,
    stop: async () => {
      await service.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
