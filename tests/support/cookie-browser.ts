/** What a browser does with cookies, and nothing else of it: quick enough for twenty of them at once. */
import { serialize } from "cookie";

type Answer = { status: number; body: any; headers: Headers };

export type CookieBrowser = {
  /** Goes to a page, without following where it leads. */
  open(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Calls the API as a page of ours does. */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** All cookies, as a browser sends them. */
  cookies(): string;
};

/** Somebody without any cookie, or with those given. */
export function aBrowser(url: string, given: Record<string, string> = {}): CookieBrowser {
  const jar = new Map(Object.entries(given));
  const cookies = () => [...jar].map(([name, value]) => serialize(name, value)).join("; ");
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...settings] = line.split("; ");
      const [name = "", value = ""] = pair.split("=");
      if (settings.includes("Max-Age=0")) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    open: async (path, headers = {}) =>
      keep(await fetch(`${url}${path}`, { redirect: "manual", headers: { cookie: cookies(), ...headers } })),
    async send(method, path, body) {
      const headers = { cookie: cookies(), origin: url, "content-type": "application/json" };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      const response = keep(await fetch(`${url}/api/v1${path}`, init));
      const text = await response.text();
      return {
        status: response.status,
        body: text === "" ? null : JSON.parse(text),
        headers: response.headers,
      };
    },
  };
}
