/**
 * Runs long-lived programs for `npm run demo`, `npm start` and `npm run dev`, and sees to it that none outlives us.
 *
 * A terminal sends Ctrl-C to every process in the foreground, so a child would hear of it from the terminal and
 * again from us, and take the second for impatience. Children therefore get a process group of their own, and each
 * signal is passed on once. Should we be killed outright, the channel to the child closes, and
 * `end-with-parent.mjs` ends it.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT, SIGNALS } from "./run.mjs";

const END_WITH_PARENT = pathToFileURL(join(PROJECT, "scripts", "end-with-parent.mjs")).href;

/**
 * Runs Node programs side by side until one ends or we are told to stop; then stops the others and leaves the
 * process with the first one's exit code.
 *
 * @param {readonly (readonly string[])[]} programs each a file and its arguments
 * @param {Record<string, string>} [env]
 */
export async function keepRunning(programs, env = {}) {
  const children = programs.map((args) =>
    spawn(process.execPath, ["--import", END_WITH_PARENT, ...args], {
      cwd: PROJECT,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: process.platform !== "win32",
    }),
  );
  let stopping = false;
  const stop = (signal) => {
    if (stopping) return;
    stopping = true;
    for (const child of children) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, () => stop(signal === "SIGHUP" ? "SIGTERM" : signal));
  if (process.env.npm_lifecycle_event !== undefined) stopWithoutParent(() => stop("SIGTERM"));
  const codes = await Promise.all(
    children.map(
      (child) =>
        new Promise((resolve) => {
          child.once("exit", (code, signal) => {
            const told = stopping;
            stop("SIGTERM");
            resolve(signal === null ? (code ?? 1) : told ? 0 : 1);
          });
        }),
    ),
  );
  process.exit(Math.max(...codes));
}

/** npm, killed outright, cannot tell us: we notice that somebody else has become our parent. */
function stopWithoutParent(stop) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}
