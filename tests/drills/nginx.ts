/** Debian's nginx with the configuration that we tell operators to use, on other ports and without a certificate. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findSteadyPort } from "../chaos/ports.ts";
import type { Balancer } from "./balancer.ts";

const EXAMPLE = path.join(import.meta.dirname, "../../deploy/nginx.conf");

export async function aRealNginx(ports: readonly number[]): Promise<Balancer> {
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-nginx-"));
  const port = await findSteadyPort();
  const site = adapt(await readFile(EXAMPLE, "utf8"), port, ports);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const file = path.join(folder, "nginx.conf");
  await writeFile(
    file,
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
     ${process.getuid?.() === 0 ? "user root;" : ""}
     events { worker_connections 4096; }
     http { ${temporary.join(" ")} ${site} }`,
  );
  const child = spawn("nginx", ["-c", file, "-e", `${folder}/error.log`], { stdio: "inherit" });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; ; attempt += 1) {
    const reply = await fetch(`${url}/livez`).catch(() => null);
    if (reply?.ok === true) break;
    if (attempt === 100) throw new Error("nginx did not start");
    await pause(100);
  }
  return {
    url,
    failures: () => 0, // it keeps that to itself
    async close() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The example with our ports in place of its own; fails when the example no longer has what is replaced. */
function adapt(example: string, port: number, ports: readonly number[]): string {
  const servers = ports.map((upstream) => `server 127.0.0.1:${upstream} max_fails=1 fail_timeout=1s;`);
  const changes: [RegExp, string][] = [
    [/server \{\s*listen 80;[^}]*\}/, ""],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${port};`],
    [/ssl_certificate .*;/, ""],
    [/ssl_certificate_key .*;/, ""],
    [/server 127\.0\.0\.1:8080 .*;\s*server 127\.0\.0\.1:8081 .*;/, servers.join("\n")],
  ];
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`deploy/nginx.conf no longer has ${String(pattern)}`);
    return text.replace(pattern, replacement);
  }, example);
}
