/** Splits a stream of text into CSV rows: the fast path when a line holds no quote, the exact one when it does. */
import { AppError } from "../../shared/errors.ts";

export type CsvSink = {
  /** Position of each wanted column, once the header is known. */
  header: (names: readonly string[], line: number) => readonly number[];
  row: (fields: readonly string[], line: number) => void;
  refuse: (line: number, reason: string) => AppError;
};

export type CsvSplitter = { push: (text: string) => void; end: () => number; line: () => number };

const QUOTE = 34;

/** Makes a splitter. `push` takes text in pieces of any size; `end` flushes and returns the number of data rows. */
export function splitCsv(sink: CsvSink): CsvSplitter {
  let rest = "";
  let line = 0;
  let rows = 0;
  let columns: readonly number[] | null = null;
  let width = 0;
  let wanted: string[] = [];

  /** One record without its line break; `at` is the number of its first line. */
  const take = (record: string, at: number): void => {
    const text = record.endsWith("\r") ? record.slice(0, -1) : record;
    if (text.length === 0) return;
    if (columns === null) {
      const names = splitRecord(text.replace(/^\uFEFF/, "")).map((name) => name.trim());
      columns = sink.header(names, at);
      width = names.length;
      wanted = columns.map(() => "");
      return;
    }
    const fields = text.includes('"') ? splitRecord(text) : text.split(",");
    if (fields.length !== width) throw sink.refuse(at, wrongWidth(fields.length, width));
    for (let i = 0; i < columns.length; i++) wanted[i] = fields[columns[i]!]!;
    rows++;
    sink.row(wanted, at);
  };

  /** Takes every complete record out of `text` and returns what is left. */
  const drain = (text: string, final: boolean): string => {
    let from = 0;
    let quoteAt = nextQuote(text, 0);
    while (from < text.length) {
      let to = text.indexOf("\n", from);
      let breaks = 1;
      let open = false;
      for (;;) {
        if (to < 0 && !final) return text.slice(from);
        const end = to < 0 ? text.length : to;
        for (; quoteAt < end; quoteAt = nextQuote(text, quoteAt + 1)) open = !open;
        if (!open) break;
        // A line break inside quotes belongs to the field: the record goes on.
        if (to < 0)
          throw sink.refuse(line + 1, "a quote is opened here and never closed; close it or double it");
        to = text.indexOf("\n", to + 1);
        breaks++;
      }
      const end = to < 0 ? text.length : to;
      take(text.slice(from, end), line + 1);
      line += breaks;
      from = end + 1;
    }
    return "";
  };

  return {
    push(text) {
      rest = drain(rest.length === 0 ? text : rest + text, false);
    },
    end() {
      drain(rest, true);
      rest = "";
      if (columns === null) throw sink.refuse(1, "is empty; the first line must name the columns");
      return rows;
    },
    line: () => line,
  };
}

function wrongWidth(got: number, expected: number): string {
  const fields = got === 1 ? "1 field" : `${got} fields`;
  const remedy = got > expected ? "put quotes around a field that holds a comma" : "fill in the missing ones";
  return `has ${fields} where the header names ${expected}; ${remedy}`;
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf('"', from);
  return at < 0 ? Infinity : at;
}

/** One record into fields, quotes undone ("" is a quote). */
function splitRecord(text: string): string[] {
  const fields: string[] = [];
  let from = 0;
  while (from <= text.length) {
    if (text.charCodeAt(from) === QUOTE) {
      let field = "";
      let at = from + 1;
      for (;;) {
        const close = text.indexOf('"', at);
        if (close < 0) return [...fields, field + text.slice(at)];
        field += text.slice(at, close);
        at = close + 1;
        if (text.charCodeAt(at) !== QUOTE) break;
        field += '"';
        at++;
      }
      const comma = text.indexOf(",", at);
      fields.push(field + text.slice(at, comma < 0 ? text.length : comma));
      if (comma < 0) break;
      from = comma + 1;
    } else {
      const comma = text.indexOf(",", from);
      fields.push(text.slice(from, comma < 0 ? text.length : comma));
      if (comma < 0) break;
      from = comma + 1;
    }
  }
  return fields;
}
