import { AppError } from "../../shared/errors.ts";

/** An element of an XML document. Names are without their prefix: vendors differ in them, and change them. */
export type XmlElement = {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Of the element itself, trimmed. */
  text: string;
};

const MOST_ELEMENTS = 200_000;
const DEEPEST = 200;
const TOKEN =
  /<!--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<!(\w+)|<(\/?)([^\s/>]+)((?:[^>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads a small XML document: metadata and capabilities, not markup. A document that declares entities is refused, so
 * that none can grow (billion laughs) or fetch (XXE).
 *
 * @throws AppError `invalid_input`
 */
export function readXml(text: string): XmlElement {
  type Open = { name: string; attributes: Map<string, string>; children: XmlElement[]; text: string };
  const root: Open = { name: "", attributes: new Map(), children: [], text: "" };
  const stack: Open[] = [root];
  let elements = 0;
  let last = 0;
  for (const token of text.matchAll(TOKEN)) {
    const [whole, cdata, declaration, closing, fullName = "", attributes = "", empty] = token;
    const top = stack.at(-1) ?? root;
    top.text += decode(text.slice(last, token.index));
    last = token.index + whole.length;
    if (declaration !== undefined) throw refused("it has a document type, which may hide anything");
    if (cdata !== undefined) top.text += cdata;
    if (fullName === "") continue;
    const name = fullName.replace(/^.*:/, "");
    if (closing === "/") {
      if (stack.length < 2 || top.name !== name)
        throw refused(`it closes <${name.slice(0, 40)}> where that is not open`);
      stack.pop();
      top.text = top.text.trim();
      continue;
    }
    if ((elements += 1) > MOST_ELEMENTS || stack.length > DEEPEST)
      throw refused("it is too large or too deep");
    const element: Open = { name, attributes: readAttributes(attributes), children: [], text: "" };
    top.children.push(element);
    if (empty !== "/") stack.push(element);
  }
  const [document] = root.children;
  if (stack.length > 1 || document === undefined) throw refused("it ends before it is closed, or is empty");
  return document;
}

/** The first element below `from`, at any depth, whose name is one of these; names are tried in turn. */
export function findElement(from: XmlElement, ...names: readonly string[]): XmlElement | null {
  for (const name of names) for (const element of elementsOf(from)) if (element.name === name) return element;
  return null;
}

/** The text of the first element with one of these names, or null. */
export function textOf(from: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = findElement(from, name)?.text ?? "";
    if (text !== "") return text;
  }
  return null;
}

/** All elements below, in the order of the document. */
export function* elementsOf(from: XmlElement): Generator<XmlElement> {
  for (const child of from.children) {
    yield child;
    yield* elementsOf(child);
  }
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single] of text.matchAll(ATTRIBUTE)) {
    attributes.set(name.replace(/^.*:/, ""), decode(double ?? single ?? ""));
  }
  return attributes;
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    if (name !== undefined) return NAMED[String(name)] ?? whole;
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}

function refused(why: string): AppError {
  return new AppError("invalid_input", `The XML cannot be read: ${why}`);
}
