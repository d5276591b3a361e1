/**
 * `npm run dev`: API and worker from the sources, started anew at every change, and Vite's server in front of them
 * (http://localhost:5173), which replaces changed modules in the open page.
 */
import { join } from "node:path";
import { ensureInstalled } from "./ensure-installed.mjs";
import { keepRunning } from "./keep-running.mjs";
import { PROGRAMS } from "./run.mjs";

await ensureInstalled();
const program = (name) => join("node_modules", PROGRAMS[name]);
await keepRunning(
  [
    [program("tsx"), "watch", "--clear-screen=false", "cli/main.ts", "serve"],
    [program("tsx"), "watch", "--clear-screen=false", "cli/main.ts", "worker"],
    [program("vite"), "--clearScreen", "false"],
  ],
  { PORT: process.env.PORT ?? "8080", PUBLIC_URL: process.env.PUBLIC_URL ?? "http://localhost:5173" },
);
