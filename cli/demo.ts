import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { addStaff } from "../core/accounts/accounts.ts";
import type { Config } from "../core/config.ts";
import type { OpenContext } from "../core/context.ts";
import { removeEmbeddedPostgres } from "../core/embedded-postgres.ts";
import { signInUrl } from "../server/sign-in.ts";
import { AppError } from "../shared/errors.ts";
import { openReadyContext, tell, untilStopped, type Settings } from "./command.ts";
import { generateDemoCity, type DemoCity } from "./demo/city.ts";
import { simulateCrowd } from "./demo/crowd.ts";
import { loadCity } from "./demo/load.ts";
import { environmentOf, type Environment } from "./environment.ts";
import { startProcesses } from "./processes.ts";

/** The same city every time. */
const SEED = 2017;
const CROWD = { volunteers: 44, votes: 2_600 };
/** On loopback a link may be opened in several browsers; anywhere else links work once. */
const LINK_USES = 1_000;
/** How long the last recounts may take after the crowd has gone home. */
const SETTLE_MS = 20_000;

/** `aftermap demo`: a whole city with its campaign, loaded as an admin would, with a crowd that has begun to vote. */
export function demoCommand(settings: Settings, environment: Environment): Command {
  return new Command("demo")
    .description("run a demo city: generated, loaded the way an admin would, with votes")
    .option("--fresh", "begin anew")
    .action(async (options: { fresh?: boolean }) => {
      const given = settings();
      const importFolder = path.join(given.dataDir, "import");
      const config: Config = { ...given, importRoots: [...new Set([...given.importRoots, importFolder])] };
      if (options.fresh === true) await forget(config);
      await runDemo(config, environmentOf({ ...config, logLevel: "warn" }, environment), importFolder);
    });
}

async function runDemo(config: Config, environment: Environment, importFolder: string): Promise<void> {
  const stopped = untilStopped();
  const ctx = await openReadyContext({ ...config, logLevel: "warn" });
  try {
    const marker = path.join(config.dataDir, "demo-loaded.json");
    const isLoaded = (await readFile(marker, "utf8").catch(() => null)) !== null;
    const generating = isLoaded ? null : generate(importFolder);
    generating?.catch(() => {}); // awaited below; until then a failure must not end the process by itself
    const processes = await startProcesses(environment);
    try {
      const staff = await addDemoStaff(ctx, processes.origin);
      if (generating !== null) {
        const loading = load(await generating, processes.origin, staff.admin.token).then(() =>
          writeFile(marker, "{}"),
        );
        // Ctrl-C while it loads: stop at once; the next start goes on where this one was.
        const isDone = await Promise.race([loading.then(() => true), stopped.then(() => false)]);
        if (!isDone) return;
      }
      await writeFile(path.join(config.dataDir, "demo.json"), JSON.stringify(staff, null, 2), {
        mode: 0o600,
      });
      process.stdout.write(`Aftermap is ready: ${processes.origin}\n`);
      tell(`  Volunteer: ${staff.volunteer.url}`);
      tell(`  Analyst:   ${staff.analyst.signInUrl}`);
      tell(`  Admin:     ${staff.admin.signInUrl}`);
      tell("Stop with Ctrl-C; the next start keeps everything.");
      await stopped;
    } finally {
      await processes.stop();
    }
  } finally {
    await ctx.close();
  }
}

async function generate(importFolder: string): Promise<DemoCity> {
  const directory = path.join(importFolder, "demo-city");
  await mkdir(directory, { recursive: true });
  return generateDemoCity({ directory, seed: SEED, log: tell });
}

async function load(city: DemoCity, url: string, token: string): Promise<void> {
  const slug = city.campaign.slug;
  await loadCity(city, { url, token, log: tell });
  await simulateCrowd({
    url,
    campaign: slug,
    truth: city.truth,
    volunteers: CROWD.volunteers,
    votes: CROWD.votes,
    seed: SEED,
    log: tell,
  });
  tell("Waiting for the last recounts");
  await untilQuiet(url, slug, token);
}

/** Until the consensus has stopped changing for a moment. */
async function untilQuiet(url: string, slug: string, token: string): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  let before = "";
  while (Date.now() < deadline) {
    const response = await fetch(`${url}/api/v1/campaigns/${slug}/changes?after=900000000`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const campaign = await fetch(`${url}/api/v1/campaigns/${slug}`);
    const now = `${await response.text()} ${await campaign.text()}`;
    if (now === before) return;
    before = now;
    await pause(1_500);
  }
}

async function addDemoStaff(ctx: OpenContext, origin: string) {
  const admin = await addStaff(ctx, { role: "admin", name: "Demo admin", linkUses: LINK_USES });
  const analyst = await addStaff(ctx, { role: "analyst", name: "Demo analyst", linkUses: LINK_USES });
  const campaign = (await import("./demo/campaign.ts")).demoCampaign().slug;
  return {
    url: origin,
    campaign,
    admin: { signInUrl: signInUrl(origin, admin.linkSecret), token: admin.token },
    analyst: {
      signInUrl: signInUrl(origin, analyst.linkSecret, `/campaigns/${campaign}/map`),
      token: analyst.token,
    },
    volunteer: { url: `${origin}/campaigns/${campaign}` },
  };
}

/** Removes what an earlier demo made; somebody else's database is not ours to empty. */
async function forget(config: Config): Promise<void> {
  if (config.databaseUrl !== null || config.objectStore !== null) {
    throw new AppError(
      "invalid_input",
      "--fresh works with the embedded database only: unset DATABASE_URL and OBJECT_STORE",
    );
  }
  await removeEmbeddedPostgres(config.dataDir);
  for (const name of [
    "objects",
    "demo.json",
    "demo-loaded.json",
    "server.json",
    path.join("import", "demo-city"),
  ]) {
    await rm(path.join(config.dataDir, name), { recursive: true, force: true });
  }
}
