/** nginx with its built-in pixel, where it is installed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../../scripts/service/runtime.ts";
import { programPath } from "../machine/installed.ts";

export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** One worker process, as workerd has one thread. Undefined where nginx is not installed. */
export async function startNginx(): Promise<Nginx | undefined> {
  const program = programPath("nginx");
  if (program === undefined) return undefined;
  const port = await freePort({ host: "127.0.0.1", port: 0 });
  const folder = mkdtempSync(join(tmpdir(), "tributary-nginx-"));
  const config = join(folder, "nginx.conf");
  writeFileSync(config, configOf(folder, port));
  const child = spawn(program, ["-p", folder, "-c", config, "-e", join(folder, "error.log")], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}/p.gif`;
  for (let tries = 0; tries < 100; tries += 1) {
    const answers = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answers) break;
    await wait(50);
  }
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configOf(folder: string, port: number): string {
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 256; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location = /p.gif { empty_gif; }
  }
}
`;
}
