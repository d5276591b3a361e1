/** Starts other programs for the scripts. Node alone: these run before anything is installed. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What asks a program to end. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program to its end and answers its exit code. Output goes to our stderr unless told otherwise, so that
 * stdout stays what the command was asked for.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ stdout?: "inherit" | "stderr", env?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
export function run(program, args, { stdout = "stderr", env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      env: { ...process.env, ...env },
      stdio: ["ignore", stdout === "inherit" ? "inherit" : process.stderr, process.stderr],
    });
    const passOn = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const each of SIGNALS) process.off(each, passOn);
      // Whoever told the child to end meant us: with no listener left this ends us as it did the child.
      if (SIGNALS.includes(signal)) process.kill(process.pid, signal);
      else resolve(signal === null ? (code ?? 1) : 1);
    });
  });
}

/**
 * Runs the program of an installed package, by its file: `npx` costs half a second and asks the network at times.
 *
 * @param {string} name path inside node_modules
 * @param {readonly string[]} args
 * @param {{ stdout?: "inherit" | "stderr", env?: Record<string, string> }} [options]
 */
export function runInstalled(name, args, options) {
  return run(process.execPath, [join(PROJECT, "node_modules", name), ...args], options);
}

/** Runs the built command line with its output on our stdout. */
export function runBuilt(args) {
  return run(process.execPath, [join(PROJECT, "dist", "cli", "main.js"), ...args], { stdout: "inherit" });
}

/** Where the packages keep the programs that the scripts use. */
export const PROGRAMS = {
  tsc: "typescript/bin/tsc",
  vite: "vite/bin/vite.js",
  vitest: "vitest/vitest.mjs",
  oxlint: "oxlint/bin/oxlint",
  prettier: "prettier/bin/prettier.cjs",
  knip: "knip/bin/knip.js",
  tsx: "tsx/dist/cli.mjs",
};
