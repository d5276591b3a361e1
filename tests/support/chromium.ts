/**
 * A real Chromium for browser tests: `CHROMIUM_PATH`, else the machine's own, else the one inside the npm package
 * `@sparticuz/chromium`, which needs nothing but what Node itself needs.
 */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { unpackNpmChromium, type ChromiumProgram } from "./chromium-from-npm.ts";
import { definedEnvironment } from "./environment.ts";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Quiet, alone, and never asking anybody outside: a test must not depend on what a vendor's server answers. */
const FLAGS = [
  "--headless",
  "--no-sandbox", // as root, and in containers, there is none to be had
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage", // containers give /dev/shm 64 MB
];

/** Starts a browser with a profile of its own. Whoever opened it closes it. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({ executablePath, args: FLAGS, env: { ...definedEnvironment(), ...env } });
}

function findChromium(): Promise<ChromiumProgram> | ChromiumProgram {
  const given = process.env["CHROMIUM_PATH"];
  // "npm" asks for the package's Chromium where the machine has one too: that path is tested, not only hoped for.
  if (given === "npm") return unpackNpmChromium();
  const path = given ?? SYSTEM.find((candidate) => existsSync(candidate));
  return path === undefined ? unpackNpmChromium() : { executablePath: path, env: {} };
}
