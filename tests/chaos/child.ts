/** A program of ours under fault: started again whenever it ends without having been told to, as a service manager does. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { isStopping, refuseWhileStopping } from "../support/rooms.ts";

export type Child = {
  name: string;
  pid(): number;
  /** When and how it ended by itself, without any fault of ours, and what it printed before: each is a broken promise. */
  unexpectedEnds(): readonly string[];
  signal(signal: NodeJS.Signals): void;
  /** Kills or ends it and waits for its end; it stays away until `start`. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Starts it and resolves once it says that it is ready. `env` replaces what it was started with before. */
  start(env?: Record<string, string>): Promise<void>;
  /** The last lines it printed, whoever asks why. */
  lastLines(): string;
};

/** How long one that ended by itself stays away, milliseconds. */
const RESTART_AFTER_MS = 200;
const READY_WITHIN_MS = 120_000;
const KEPT_LINES = 40;

/** @param ready what the program prints when it is ready */
export function aChild(
  name: string,
  program: string,
  args: readonly string[],
  baseEnv: Record<string, string>,
  ready: RegExp | null,
): Child {
  let child: ChildProcess | null = null;
  let isWanted = false;
  const ends: string[] = [];
  let env: Record<string, string> = {};
  let printed = "";

  const launch = () => {
    const running = spawn(program, args, { env: { ...baseEnv, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    child = running;
    let isReady = ready === null;
    const read = (text: string) => {
      printed = `${printed}${text}`.split("\n").slice(-KEPT_LINES).join("\n");
      if (ready?.test(text) === true) isReady = true;
    };
    running.stdout?.setEncoding("utf8").on("data", read);
    running.stderr?.setEncoding("utf8").on("data", read);
    const handleEnd = () => {
      if (child === running) child = null;
      if (!isWanted) return;
      // A start that fails while its database is away is what a service manager retries; a death at work is counted.
      if (isReady) {
        const how = running.signalCode ?? `code ${running.exitCode}`;
        ends.push(`${new Date().toISOString()}, process ${running.pid}, ${how}; it printed:\n${printed}`);
      }
      setTimeout(() => {
        if (isWanted && child === null && !isStopping()) launch();
      }, RESTART_AFTER_MS);
    };
    running.once("exit", handleEnd);
    running.once("error", (error) => {
      read(`${error.message}\n`);
      if (running.pid === undefined) handleEnd(); // the machine refused to start it: tried again
    });
    return () => isReady;
  };

  return {
    name,
    pid: () => child?.pid ?? 0,
    unexpectedEnds: () => ends,
    lastLines: () => printed,
    signal: (signal) => void child?.kill(signal),
    async end(signal) {
      isWanted = false;
      const running = child;
      if (running === null) return;
      const exited = once(running, "exit");
      running.kill(signal);
      running.kill("SIGCONT"); // one that is stopped hears nothing but SIGKILL
      await exited;
    },
    async start(next) {
      refuseWhileStopping();
      if (next !== undefined) env = next;
      isWanted = true;
      printed = "";
      launch();
      const deadline = Date.now() + READY_WITHIN_MS;
      const isReady = () => ready === null || ready.test(printed);
      while (!isReady()) {
        if (Date.now() > deadline) throw new Error(`${name} is not ready; it printed:\n${printed}`);
        await pause(20);
      }
    },
  };
}
