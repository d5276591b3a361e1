import { readFile } from "node:fs/promises";
import { Argument, Command } from "commander";
import type { z } from "zod";
import { archiveCampaign, cloneCampaign } from "../core/campaigns/archive.ts";
import { changeCampaign, createCampaign } from "../core/campaigns/campaigns.ts";
import { getPriorityAreas, putPriorityAreas } from "../core/tasks/priority.ts";
import { CampaignChange, CampaignClone, CampaignStatus, NewCampaign } from "../shared/campaigns.ts";
import { AppError } from "../shared/errors.ts";
import type { Polygon } from "../shared/geo.ts";
import { readAreas } from "../shared/priority-areas.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

/** `aftermap campaign create|status|change|clone|archive|areas`: campaigns, as the admin's pages make and change them. */
export function campaignCommand(settings: Settings): Command {
  const create = jsonCommand("create", "a new campaign from a JSON document")
    .argument("<file.json>", "the document of POST /campaigns")
    .action(async (file: string, options: { json?: boolean }) => {
      const input = await readCampaign(file);
      const campaign = await withContext(settings, (ctx) => createCampaign(ctx, input));
      answer(options, campaign, `Created the campaign ${campaign.slug}, as a draft`);
    });
  const setStatus = jsonCommand("status", "open, pause or close a campaign")
    .argument("<campaign>", "slug of the campaign")
    .addArgument(new Argument("<status>", "what it shall be").choices(CampaignStatus.options))
    .action(async (slug: string, status: CampaignStatus, options: { json?: boolean }) => {
      const campaign = await withContext(settings, (ctx) => changeCampaign(ctx, slug, { status }));
      answer(options, campaign, `${slug} is ${campaign.status}`);
    });
  const change = jsonCommand("change", "other words, area, rules or languages, from a JSON document")
    .argument("<campaign>", "slug of the campaign")
    .argument("<file.json>", "the document of PATCH /campaigns/{slug}: only what changes")
    .action(async (slug: string, file: string, options: { json?: boolean }) => {
      const input = parseDocument(CampaignChange, await readDocument(file), file);
      const campaign = await withContext(settings, (ctx) => changeCampaign(ctx, slug, input));
      answer(options, campaign, `${slug} is changed`);
    });
  const clone = jsonCommand("clone", "a new draft with another one's words, question, rules and guide")
    .argument("<campaign>", "slug of the pattern")
    .argument("<slug>", "of the new campaign")
    .requiredOption("--title <title>", "of the new campaign")
    .action(async (from: string, slug: string, options: { title: string; json?: boolean }) => {
      const input = parseDocument(CampaignClone, { slug, title: options.title }, "The new campaign");
      const campaign = await withContext(settings, (ctx) => cloneCampaign(ctx, null, { from, ...input }));
      answer(options, campaign, `Created the campaign ${slug} after ${from}, as a draft`);
    });
  const archive = jsonCommand("archive", "put a campaign out of sight, closed and as it is")
    .argument("<campaign>", "slug of the campaign")
    .option("--undo", "bring it back, closed")
    .action(async (slug: string, options: { undo?: boolean; json?: boolean }) => {
      const isArchived = options.undo !== true;
      const campaign = await withContext(settings, (ctx) => archiveCampaign(ctx, { slug, isArchived }));
      answer(options, campaign, isArchived ? `${slug} is in the archive` : `${slug} is back, closed`);
    });
  const areas = jsonCommand("areas", "where volunteers are sent first; without a file, tells where")
    .argument("<campaign>", "slug of the campaign")
    .argument("[file.geojson]", "polygons in longitude and latitude; no features at all sends them anywhere")
    .action(async (slug: string, file: string | undefined, options: { json?: boolean }) => {
      const given = file === undefined ? null : readPolygons(await readDocument(file), file);
      const stored = await withContext(settings, (ctx) =>
        given === null ? getPriorityAreas(ctx, { slug }) : putPriorityAreas(ctx, { slug, areas: given }),
      );
      answer(options, stored, `${stored.areas.length} areas with ${stored.buildings} buildings`);
    });
  const command = new Command("campaign").description("campaigns");
  for (const one of [create, setStatus, change, clone, archive, areas]) command.addCommand(one);
  return command;
}

async function readCampaign(file: string): Promise<NewCampaign> {
  return parseDocument(NewCampaign, await readDocument(file), file);
}

async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new AppError("invalid_input", `${file} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    throw new AppError("invalid_input", `${file} is not valid JSON: ${why}`);
  }
}

function parseDocument<Document>(schema: z.ZodType<Document>, document: unknown, name: string): Document {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  throw new AppError("invalid_input", `${name} cannot be taken as it is`, { errors });
}

/** The polygons of GeoJSON, whatever holds them. @throws AppError `invalid_input` for anything else */
function readPolygons(document: unknown, file: string): Polygon[] {
  const areas = readAreas(document);
  if ("areas" in areas) return areas.areas;
  throw new AppError("invalid_input", `${file}: ${areas.reason}`);
}
