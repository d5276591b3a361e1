import { Command } from "commander";
import { excludeVolunteer } from "../core/consensus/exclusions.ts";
import { listVolunteers } from "../core/consensus/volunteers.ts";
import { ExclusionInput } from "../shared/accounts.ts";
import { AppError } from "../shared/errors.ts";
import { Id } from "../shared/ids.ts";
import type { CampaignVolunteer } from "../shared/volunteers.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

/** `aftermap volunteers list|exclude|include`: who answered, how far they can be relied on, and whose answers count. */
export function volunteersCommand(settings: Settings): Command {
  const list = jsonCommand("list", "who answered in a campaign, and how far each can be relied on")
    .argument("<campaign>", "slug of the campaign")
    .action(async (slug: string, options: { json?: boolean }) => {
      const items = await withContext(settings, async (ctx) => {
        const all: CampaignVolunteer[] = [];
        let page = await listVolunteers(ctx, { slug });
        all.push(...page.items);
        while (page.next !== null) {
          page = await listVolunteers(ctx, { slug, cursor: page.next });
          all.push(...page.items);
        }
        return all;
      });
      answer(options, { items }, items.map(describe).join("\n") || "Nobody has answered yet");
    });
  const command = new Command("volunteers").description("people who answer").addCommand(list);
  for (const excluded of [true, false]) {
    const decide = jsonCommand(
      excluded ? "exclude" : "include",
      excluded
        ? "leave somebody's answers out of every result; they are kept"
        : "count somebody's answers again",
    )
      .argument("<volunteer>", "id of the volunteer")
      .requiredOption("--reason <text>", "why; kept with the decision")
      .action(async (id: string, options: { reason: string; json?: boolean }) => {
        const input = ExclusionInput.safeParse({ excluded, reason: options.reason });
        if (!input.success) throw new AppError("invalid_input", "Say why, in --reason");
        const done = await withContext(settings, (ctx) =>
          excludeVolunteer(ctx, null, { id: idOf(id), ...input.data }),
        );
        answer(options, done, `${id} ${excluded ? "counts no longer" : "counts again"}; a worker recounts`);
      });
    command.addCommand(decide);
  }
  return command;
}

/** @throws AppError `not_found` for what cannot be an id */
function idOf(text: string): string {
  const id = Id.safeParse(text);
  if (!id.success)
    throw new AppError("not_found", `${text} is not the id of a volunteer: aftermap volunteers list`);
  return id.data;
}

function describe({ id, pseudonym, votes, excluded, skill }: CampaignVolunteer): string {
  const relied = skill === null ? "" : ` · skill ${skill.value.toFixed(2)}`;
  return `${id} ${pseudonym} · ${votes} buildings${relied}${excluded ? " · excluded" : ""}`;
}
