import { readFile } from "node:fs/promises";
import { Argument, Command } from "commander";
import { changeCampaign, createCampaign } from "../core/campaigns/campaigns.ts";
import { CampaignStatus, NewCampaign } from "../shared/campaigns.ts";
import { AppError } from "../shared/errors.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

/** `aftermap campaign create FILE.json`: the document of `POST /campaigns`. */
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
  return new Command("campaign").description("campaigns").addCommand(create).addCommand(setStatus);
}

async function readCampaign(file: string): Promise<NewCampaign> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new AppError("invalid_input", `${file} cannot be read: ${error.message}`);
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new AppError(
      "invalid_input",
      `${file} is not valid JSON: ${error instanceof Error ? error.message : ""}`,
    );
  }
  const parsed = NewCampaign.safeParse(document);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  throw new AppError("invalid_input", `${file} does not describe a campaign`, { errors });
}
