/**
 * Installs the packages when they are missing or not the ones that package-lock.json names.
 *
 * `npm install`, not `npm ci`: it keeps the locked versions, and `npm ci` refuses lock files that were written
 * behind a registry mirror which lacks other platforms' packages.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT, run } from "./run.mjs";

const OLDEST_NODE = [20, 19];

/** Leaves the process with one line when Node is too old or the installation fails. */
export async function ensureInstalled() {
  refuseOldNode();
  if (isInstalled()) return;
  console.error("Installing packages (the first time this takes a minute or two)…");
  // When npm started us it tells where it is; `npm` alone is a shell script on Windows.
  const npm = process.env.npm_execpath;
  const args = ["install", "--no-audit", "--no-fund"];
  const code = await (npm?.endsWith(".js") ? run(process.execPath, [npm, ...args]) : run("npm", args));
  if (code !== 0) {
    console.error("The packages could not be installed: see npm's message above, then run this again.");
    process.exit(1);
  }
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Aftermap needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

/** Compares what npm wrote down when it last installed with what it should install. Other platforms' packages may lack. */
function isInstalled() {
  const installed = packages(join(PROJECT, "node_modules", ".package-lock.json"));
  const wanted = packages(join(PROJECT, "package-lock.json"));
  if (installed === null || wanted === null) return false;
  return Object.entries(wanted).every(([path, pkg]) => {
    if (path === "") return true;
    const found = installed[path];
    return found === undefined ? pkg.optional === true || pkg.peer === true : found.version === pkg.version;
  });
}

function packages(lock) {
  return existsSync(lock) ? JSON.parse(readFileSync(lock, "utf8")).packages : null;
}
