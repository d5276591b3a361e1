import { useSyncExternalStore } from "react";

const BLUR = "aftermap.blur";
const NOTICES = "aftermap.notice.";

const listeners = new Set<() => void>();
let isBlurWanted = read(BLUR) === "on";

/** Whether this person wants pictures blurred until they ask for them. Kept on the device. */
export function useBlurChoice(): [isOn: boolean, set: (isOn: boolean) => void] {
  return [useSyncExternalStore(subscribe, () => isBlurWanted), chooseBlur];
}

function chooseBlur(isOn: boolean): void {
  isBlurWanted = isOn;
  write(BLUR, isOn ? "on" : "off");
  for (const listener of listeners) listener();
}

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** Whether a campaign's content notice was read on this device, in the words it has now. */
export function hasReadNotice(slug: string, notice: string): boolean {
  return read(NOTICES + slug) === digestOf(notice);
}

/** Remembers that it was, so that it is not asked for before every visit. */
export function rememberNotice(slug: string, notice: string): void {
  write(NOTICES + slug, digestOf(notice));
}

/** Tells one wording from another; nothing secret. */
function digestOf(text: string): string {
  let sum = 5381;
  for (let at = 0; at < text.length; at += 1) sum = (sum * 33 + text.charCodeAt(at)) % 4_294_967_291;
  return `${text.length}-${sum}`;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage closed to us (private window): it lasts as long as the page.
  }
}
