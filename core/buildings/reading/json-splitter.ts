/**
 * Takes one large JSON object apart while it streams by: its members as text, and the elements of its list of
 * features one by one. Knows nothing of GeoJSON and holds no more than one element, however deep or long the rest is.
 */
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES } from "./layer.ts";
import { FileRefusal } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** Lists within lists that no feature needs: a MultiPolygon in a feature takes seven. */
const DEEPEST = 64;
const LONGEST_MEMBER_BYTES = 1024 * 1024;

/** An element, as the bytes of its JSON or as the reason why they were not kept. */
export type Element = { text: Buffer } | { fault: string };

type Place =
  | "start"
  | "key"
  | "first-key"
  | "colon"
  | "value"
  | "after"
  | "first-element"
  | "element"
  | "between"
  | "end";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class JsonSplitter {
  readonly members = new Map<string, string>();
  /** What the value of `list` is, once it has been met. */
  listIs: "array" | "object" | "other" | "none" = "none";
  /** Another value follows the first: the file is a sequence. */
  isSequence = false;
  /** Where in the file it is, bytes. */
  position = 0;
  elements: Element[] = [];
  elementCount = 0;

  readonly #list: string;
  readonly #keepsElements: boolean;
  #place: Place = "start";
  #key = "";
  #kind: "scalar" | "string" | "nested" | null = null;
  #role: "key" | "member" | "element" = "member";
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #listSeen = false;

  /** @param list the member whose elements are wanted; `keepsElements` false only counts them */
  constructor(list: string, keepsElements: boolean) {
    this.#list = list;
    this.#keepsElements = keepsElements;
  }

  /** Takes the next bytes in. @throws FileRefusal at the first byte that cannot stand where it stands */
  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#kind === null) {
        const byte = chunk[at] ?? 0;
        if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) at += 1;
        else at = this.#structure(chunk, at, byte);
      } else {
        at = this.#value(chunk, at);
      }
      if (this.isSequence) break;
    }
    this.position += chunk.length;
  }

  /** @throws FileRefusal when the text is not over */
  end(): void {
    if (this.#place === "start") throw new FileRefusal(sayRefusal("file.empty"));
    if (this.#place !== "end" && !this.isSequence) throw this.#wrong("it is cut off");
  }

  takeElements(): Element[] {
    const taken = this.elements;
    this.elements = [];
    return taken;
  }

  get hasEnough(): boolean {
    return this.elements.length >= FEATURES_AT_ONCE;
  }

  #structure(chunk: Buffer, at: number, byte: number): number {
    const char = String.fromCharCode(byte);
    switch (this.#place) {
      case "start":
        if (chunk.length >= at + 3 && byte === 0xef && chunk[at + 1] === 0xbb && chunk[at + 2] === 0xbf)
          return at + 3;
        if (byte === 0x1e) {
          this.isSequence = true;
          return at + 1;
        }
        if (char !== "{")
          throw new FileRefusal(
            char === "["
              ? sayRefusal("file.json-list")
              : "The file is not valid JSON: it does not begin with {",
          );
        this.#place = "first-key";
        return at + 1;
      case "first-key":
      case "key":
        if (char === "}" && this.#place === "first-key") return this.#go("end", at);
        if (char !== '"') throw this.#wrong(`a name was expected at byte ${this.position + at}`);
        return this.#begin("key", "string", at);
      case "colon":
        if (char !== ":") throw this.#wrong(`a colon was expected at byte ${this.position + at}`);
        return this.#go("value", at);
      case "value":
        if (this.#key === this.#list) return this.#beginList(char, at);
        return this.#begin("member", kindOf(char), at);
      case "after":
        if (char === ",") return this.#go("key", at);
        if (char === "}") return this.#go("end", at);
        throw this.#wrong(`a comma was expected at byte ${this.position + at}`);
      case "first-element":
      case "element":
        if (char === "]" && this.#place === "first-element") return this.#go("after", at);
        if (char === "]" || char === ",")
          throw this.#wrong(`a feature was expected at byte ${this.position + at}`);
        return this.#begin("element", kindOf(char), at);
      case "between":
        if (char === ",") return this.#go("element", at);
        if (char === "]") return this.#go("after", at);
        throw this.#wrong(`a comma was expected between features at byte ${this.position + at}`);
      default: // the end
        if (char !== "{" && byte !== 0x1e)
          throw this.#wrong(`something follows its end at byte ${this.position + at}`);
        this.isSequence = true;
        return at + 1;
    }
  }

  #go(place: Place, at: number): number {
    this.#place = place;
    return at + 1;
  }

  #beginList(char: string, at: number): number {
    if (this.#listSeen) throw this.#wrong(`it has two lists of ${this.#list}`);
    this.#listSeen = true;
    this.listIs = char === "[" ? "array" : char === "{" ? "object" : "other";
    if (char === "[") return this.#go("first-element", at);
    return this.#begin("member", kindOf(char), at);
  }

  /** A value begins; the byte at `at` is read again as its first. */
  #begin(role: "key" | "member" | "element", kind: "scalar" | "string" | "nested", at: number): number {
    this.#role = role;
    this.#kind = kind;
    this.#depth = 0;
    this.#deepest = 0;
    this.#kept = [];
    this.#keptBytes = 0;
    this.#inString = false;
    this.#escaped = false;
    return at;
  }

  #value(chunk: Buffer, from: number): number {
    const end = this.#kind === "scalar" ? scalarEnd(chunk, from) : this.#nestedEnd(chunk, from);
    const upTo = end === -1 ? chunk.length : end;
    this.#keep(chunk.subarray(from, upTo), end === -1);
    if (end !== -1) this.#finish();
    return upTo;
  }

  /** Where the string or the nested value ends (after its last byte), or -1 when it goes on in the next chunk. */
  #nestedEnd(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) {
        this.#inString = true;
      } else if (byte === 0x7b || byte === 0x5b) {
        this.#depth += 1;
        if (this.#depth > this.#deepest) this.#deepest = this.#depth;
      } else if (byte === 0x7d || byte === 0x5d) {
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      }
    }
    return -1;
  }

  #keep(piece: Buffer, goesOn: boolean): void {
    this.#keptBytes += piece.length;
    const most = this.#role === "element" ? LONGEST_FEATURE_BYTES : LONGEST_MEMBER_BYTES;
    if (this.#keptBytes > most || (this.#role === "element" && !this.#keepsElements)) this.#kept = [];
    // A piece of a chunk that is over stays valid: file streams give a new buffer each time.
    else this.#kept.push(goesOn ? Buffer.from(piece) : piece);
  }

  #finish(): void {
    const role = this.#role;
    this.#kind = null;
    if (role === "element") {
      this.elementCount += 1;
      if (this.#keepsElements) this.elements.push(this.#element());
      this.#place = "between";
      return;
    }
    const isWhole = this.#keptBytes <= LONGEST_MEMBER_BYTES && this.#deepest <= DEEPEST;
    const text = isWhole ? Buffer.concat(this.#kept).toString("utf8") : null;
    if (role === "key") {
      this.#key = text === null ? "" : String(parsed(text, this.#wrong("a name is malformed")));
      this.#place = "colon";
      return;
    }
    // Members beside the list are checked too, or half a file of rubbish would pass.
    if (text !== null) {
      parsed(text, this.#wrong(`its member ${this.#key.slice(0, 40)} is malformed`));
      this.members.set(this.#key, text);
    }
    this.#place = "after";
  }

  #element(): Element {
    if (this.#keptBytes > LONGEST_FEATURE_BYTES) return { fault: sayRefusal("row.too-large") };
    if (this.#deepest > DEEPEST) return { fault: sayRefusal("row.feature-nested") };
    return { text: this.#kept.length === 1 ? (this.#kept[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#kept) };
  }

  #wrong(why: string): FileRefusal {
    return new FileRefusal(sayRefusal("file.bad-json", { why }));
  }
}

function kindOf(char: string): "scalar" | "string" | "nested" {
  if (char === '"') return "string";
  return char === "{" || char === "[" ? "nested" : "scalar";
}

/** Where a number, `true`, `false` or `null` ends, or -1. */
function scalarEnd(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20) return at;
  }
  return -1;
}

function parsed(text: string, fault: FileRefusal): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault;
  }
}
