/** Browsers' sockets, for tests: what a watcher of a campaign hears. */
import { io, type Socket } from "socket.io-client";
import { closeAtEnd } from "./closing.ts";

export type Heard = { name: string; event: any };

/** Somebody who watches. `heard` is everything told so far, in order. */
export type Watcher = { heard: Heard[]; socket: Socket; watch(campaign: string): Promise<{ ok: boolean }> };

/**
 * Connects, or fails with what the server says.
 *
 * @param who a token, a cookie, another page's origin, or nothing at all
 */
export async function aWatcher(
  url: string,
  who: { token?: string | null; headers?: Record<string, string> } = {},
): Promise<Watcher> {
  const socket = io(url, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    ...(who.token === undefined || who.token === null ? {} : { auth: { token: who.token } }),
    ...(who.headers === undefined ? {} : { extraHeaders: who.headers }),
  });
  closeAtEnd(() => socket.disconnect());
  const heard: Heard[] = [];
  socket.onAny((name: string, event: unknown) => heard.push({ name, event }));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return { heard, socket, watch: (campaign) => socket.timeout(5_000).emitWithAck("watch", { campaign }) };
}
