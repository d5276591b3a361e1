/** The words on screen, for tests that press the same things in several languages. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { PROJECT_FOLDER } from "../../core/project.ts";

/** Tells the words behind a key, `file:key.path`, with nothing put in. @throws Error where there are none */
export type Words = (key: string) => string;

const FILES = ["campaigns", "common", "device", "learn", "me", "tagging"];

/** Reads one language as the client does. */
export async function wordsOf(language: string): Promise<Words> {
  const read = async (file: string): Promise<[string, unknown]> => {
    const place = path.join(PROJECT_FOLDER, "client", "i18n", language, `${file}.json`);
    return [file, JSON.parse(await readFile(place, "utf8"))];
  };
  const words = new Map(await Promise.all(FILES.map(read)));
  return (key) => {
    const [file = "", keys = ""] = key.split(":");
    const text = keys.split(".").reduce<unknown>(stepInto, words.get(file));
    if (typeof text !== "string") throw new Error(`No words for ${key} in ${language}`);
    return text;
  };
}

function stepInto(place: unknown, name: string): unknown {
  return typeof place === "object" && place !== null ? Reflect.get(place, name) : undefined;
}
