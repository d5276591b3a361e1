/**
 * Reads CSV files of any size (RFC 4180, UTF-8) as a stream, and refuses broken ones with file, line and remedy.
 */
import { createReadStream } from "node:fs";
import { AppError } from "../../shared/errors.ts";
import { splitCsv, type CsvSplitter } from "./rows.ts";

/** Called once per data row with the wanted fields, in the wanted order; the array is reused. */
export type RowHandler = (fields: readonly string[], line: number) => void;

/** In place of a path: what is piped into the command. */
const STANDARD_INPUT = "-";

/** What to call a file in messages. */
export function nameOfFile(path: string): string {
  return path === STANDARD_INPUT ? "standard input" : path;
}

/** A refusal in one line: which file, which line, what is wrong and what to do. */
export function refuseFile(path: string, line: number | null, reason: string): AppError {
  const place = line === null ? nameOfFile(path) : `${nameOfFile(path)}:${line}`;
  return new AppError("invalid_input", `${place}: ${reason}`);
}

/**
 * Reads the wanted columns of every row; "-" is standard input. Other columns are ignored, blank lines skipped.
 *
 * @returns the number of data rows
 * @throws AppError invalid_input when the file cannot be read, lacks a column or has a broken row
 */
export async function readCsv(path: string, wanted: readonly string[], onRow: RowHandler): Promise<number> {
  const splitter = splitCsv({
    header: (names, line) => findColumns(path, names, wanted, line),
    row: onRow,
    refuse: (line, reason) => refuseFile(path, line, reason),
  });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    const file = path === STANDARD_INPUT ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 });
    for await (const chunk of file) {
      if (chunk instanceof Uint8Array) splitter.push(decode(path, decoder, splitter, chunk));
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refuseFile(path, null, unreadable(error));
  }
  splitter.push(decode(path, decoder, splitter, null));
  return splitter.end();
}

/** Quotes a field for writing where it needs quotes. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function findColumns(
  path: string,
  names: readonly string[],
  wanted: readonly string[],
  line: number,
): number[] {
  return wanted.map((name) => {
    const at = names.indexOf(name);
    if (at >= 0 && names.indexOf(name, at + 1) >= 0) {
      throw refuseFile(path, line, `names the column "${name}" twice; keep one`);
    }
    if (at >= 0) return at;
    const other = [";", "\t", "|"].find((mark) => names.some((one) => one.split(mark).length > 1));
    const remedy =
      other === undefined
        ? `the first line must name ${wanted.join(",")}`
        : `its fields are separated by "${other === "\t" ? "tab" : other}"; save it with commas`;
    throw refuseFile(path, line, `no column "${name}"; ${remedy}`);
  });
}

function decode(
  path: string,
  decoder: InstanceType<typeof TextDecoder>,
  splitter: CsvSplitter,
  chunk: Uint8Array | null,
): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw refuseFile(
      path,
      splitter.line() + 1,
      "here or soon after, the file is not UTF-8 text; save it as CSV UTF-8",
    );
  }
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "no such file; check the path";
  if (code === "EISDIR") return "is a folder; name the CSV file in it";
  if (code === "EACCES") return "may not be read; check its permissions";
  return `cannot be read (${error instanceof Error ? error.message : String(error)})`;
}
