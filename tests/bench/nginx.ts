/** nginx as one would set it up to serve a folder: one worker on the measured core, files kept open, no log. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { findFreePort } from "../support/redis-server.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { CORES, onCore } from "./peers.ts";
import type { Process } from "./stand.ts";

/** @param probe a path that answers 200 once it is up */
export async function startNginx(folder: string, root: string, probe: string): Promise<Process> {
  const port = await findFreePort();
  const config = `
    worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 4096; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_timeout 65; keepalive_requests 1000000000;
      open_file_cache max=1000 inactive=60s; gzip_static on; default_type application/json;
      types { text/html html; }
      client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
      server { listen 127.0.0.1:${port}; root ${root}; index index.html; }
    }`;
  const file = path.join(folder, "nginx.conf");
  await writeFile(file, config);
  const child = spawn(...onCore(CORES.subject, "nginx", "-c", file, "-e", `${folder}/nginx.log`), {
    stdio: "inherit",
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
  };
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const reply = await fetch(url + probe).catch(() => null);
    if (reply?.ok === true) return { url, pid: child.pid ?? 0, stop };
    await sleep(100);
  }
  await stop();
  throw new Error("nginx did not start");
}
