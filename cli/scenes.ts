import { Command } from "commander";
import { getCampaign } from "../core/campaigns/campaigns.ts";
import { correctScene } from "../core/imagery/imagery.ts";
import { proposeOffset } from "../core/imagery/registration/propose.ts";
import { moveScene } from "../core/imagery/registration/registration.ts";
import { AppError } from "../shared/errors.ts";
import { Id } from "../shared/ids.ts";
import { SceneCorrection, SceneOffset, type Scene } from "../shared/scenes.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

type CorrectionFlags = { acquiredAt?: string; sensor?: string; attribution?: string; json?: boolean };

/** `aftermap scenes list|correct|move|propose`: what is said of images, and where they lie. */
export function scenesCommand(settings: Settings): Command {
  const list = jsonCommand("list", "dated images of a campaign, oldest first")
    .argument("<campaign>", "slug of the campaign")
    .action(async (slug: string, options: { json?: boolean }) => {
      const { scenes } = await withContext(settings, (ctx) => getCampaign(ctx, slug));
      answer(options, { items: scenes }, scenes.map(describe).join("\n") || "No images yet");
    });
  const correct = jsonCommand("correct", "set right when an image was taken, by what, and whose it is")
    .argument("<scene>", "id of the image")
    .option("--acquired-at <time>", "as 2017-06-11T08:12:00Z, or a date alone")
    .option("--sensor <name>", "what took it")
    .option("--attribution <text>", "whom to name")
    .action(async (id: string, { json, ...flags }: CorrectionFlags) => {
      const correction = SceneCorrection.safeParse(flags);
      if (!correction.success || Object.keys(flags).length === 0)
        throw new AppError("invalid_input", "Say what is right: --acquired-at, --sensor or --attribution");
      const scene = await withContext(settings, (ctx) =>
        correctScene(ctx, null, { id: idOf(id), ...correction.data }),
      );
      answer({ json: json === true }, scene, describe(scene));
    });
  const move = jsonCommand("move", "say how far an image is moved before it is shown; the pixels stay")
    .argument("<scene>", "id of the image")
    .requiredOption("--east <metres>", "to the east; negative to the west", Number)
    .requiredOption("--north <metres>", "to the north; negative to the south", Number)
    .action(async (id: string, options: { east: number; north: number; json?: boolean }) => {
      const offset = SceneOffset.safeParse({ eastMetres: options.east, northMetres: options.north });
      if (!offset.success) throw new AppError("invalid_input", "Both are metres from -500 to 500");
      const moved = await withContext(settings, (ctx) =>
        moveScene(ctx, null, { id: idOf(id), ...offset.data }),
      );
      answer(options, moved, `Moved ${moved.eastMetres} m east and ${moved.northMetres} m north`);
    });
  const propose = jsonCommand("propose", "compare an image with one that lies right; changes nothing")
    .argument("<scene>", "id of the image")
    .argument("<reference>", "id of the image that lies right")
    .action(async (id: string, reference: string, options: { json?: boolean }) => {
      const found = await withContext(settings, (ctx) =>
        proposeOffset(ctx, { id: idOf(id), reference: idOf(reference) }),
      );
      const words =
        found.eastMetres === null || found.northMetres === null
          ? `Nothing can be said: ${found.reason ?? ""}`
          : `aftermap scenes move ${id} --east ${found.eastMetres} --north ${found.northMetres}`;
      answer(options, found, words);
    });
  const command = new Command("scenes").description("dated images");
  for (const one of [list, correct, move, propose]) command.addCommand(one);
  return command;
}

/** @throws AppError `not_found` for what cannot be an id */
function idOf(text: string): string {
  const id = Id.safeParse(text);
  if (!id.success) throw new AppError("not_found", `${text} is not the id of an image: aftermap scenes list`);
  return id.data;
}

function describe({ id, acquiredAt, sensor, offset }: Scene): string {
  const moved =
    offset.eastMetres === 0 && offset.northMetres === 0
      ? ""
      : ` · moved ${offset.eastMetres} m east, ${offset.northMetres} m north`;
  return `${id} ${acquiredAt}${sensor === null ? "" : ` · ${sensor}`}${moved}`;
}
