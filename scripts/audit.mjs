/**
 * Asks the registry for known vulnerabilities in the packages: high and critical ones fail. A registry that does not
 * answer such questions (a mirror, no network) is said, and is no failure: nothing was found out.
 */
import { execFile } from "node:child_process";
import { PROJECT } from "./run.mjs";

const report = await new Promise((resolve) => {
  execFile("npm", ["audit", "--json"], { cwd: PROJECT, maxBuffer: 2 ** 26, timeout: 60_000 }, (_, stdout) => {
    resolve(parse(stdout));
  });
});
const found = report?.metadata?.vulnerabilities;

if (found === undefined) {
  console.error("Notice: known vulnerabilities were NOT checked: the registry does not answer npm audit.");
} else if (found.high + found.critical > 0) {
  const names = Object.values(report.vulnerabilities)
    .filter(({ severity }) => severity === "high" || severity === "critical")
    .map(({ name, severity }) => `${name} (${severity})`);
  console.error(`Packages with known vulnerabilities: ${names.join(", ")}. See npm audit.`);
  process.exitCode = 1;
} else {
  console.error("No package has a known vulnerability of high or critical severity.");
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
