import { Command, InvalidArgumentError } from "commander";
import { buildTasks } from "../core/tasks/tasks.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

/** `aftermap tasks build CAMPAIGN`: buildings without a task get one. */
export function tasksCommand(settings: Settings): Command {
  const build = jsonCommand("build", "put buildings without a task into tasks")
    .argument("<campaign>", "slug of the campaign")
    .option("--buildings-per-task <n>", "neighbours shown together, 1 to 20", oneToTwenty, 1)
    .action(async (slug: string, options: { buildingsPerTask: number; json?: boolean }) => {
      const built = await withContext(settings, (ctx) =>
        buildTasks(ctx, { slug, buildingsPerTask: options.buildingsPerTask }),
      );
      answer(options, built, `${built.tasks} tasks with ${built.buildings} buildings`);
    });
  return new Command("tasks").description("what volunteers are shown").addCommand(build);
}

function oneToTwenty(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 20)
    throw new InvalidArgumentError("a whole number from 1 to 20.");
  return value;
}
