import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AppError } from "../shared/errors.ts";
import type { Environment } from "./environment.ts";

/** How long a process may take to stop before it is killed, milliseconds. */
const STOP_PATIENCE_MS = 20_000;
/** A process that ends by itself is started again after this; the pause doubles up to half a minute. */
const RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 30_000;

/** The API and the worker as processes of their own, so that neither's work or end disturbs the other. */
export type Processes = { origin: string; stop(): Promise<void> };

/**
 * Starts API and worker, waits until both are ready, and starts either again when it ends unasked.
 *
 * @param environment their settings
 * @throws AppError `unavailable` when one ends before it is ready; it has then said why
 */
export async function startProcesses(environment: Environment): Promise<Processes> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
  try {
    const api = keepProcess("serve", environment);
    const worker = keepProcess("worker", environment);
    started.push(api, worker);
    const [origin] = await Promise.all([api.ready, worker.ready]);
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function keepProcess(command: "serve" | "worker", environment: Environment) {
  let child: ChildProcess;
  let isStopping = false;
  let pause = RESTART_MS;
  let wasReady = false;

  const ready = new Promise<string>((resolve, reject) => {
    const start = () => {
      child = spawn(process.execPath, [...process.execArgv, MAIN, command], {
        env: environment,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        // A group of its own: Ctrl-C in the terminal reaches us alone, and we stop it once.
        detached: process.platform !== "win32",
      });
      child.on("message", (message) => {
        if (!isReady(message)) return;
        wasReady = true;
        pause = RESTART_MS;
        resolve(message.ready);
      });
      child.once("exit", () => {
        if (isStopping) return;
        if (!wasReady) {
          reject(new AppError("unavailable", `The ${command} process did not start`));
          return;
        }
        setTimeout(() => isStopping || start(), pause).unref();
        pause = Math.min(LONGEST_RESTART_MS, pause * 2);
      });
    };
    start();
  });
  const stop = async (): Promise<void> => {
    isStopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(impatience);
  };
  return { ready, stop };
}

/** This program, whether run from the sources or built. */
const MAIN = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "main.ts" : "main.js", import.meta.url));

function isReady(message: unknown): message is { ready: string } {
  return (
    typeof message === "object" && message !== null && "ready" in message && typeof message.ready === "string"
  );
}
