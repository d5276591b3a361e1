import { io, type Socket } from "socket.io-client";
import { API } from "../shared/api.ts";
import type { Progress } from "../shared/campaigns.ts";
import type { ChangesPage } from "../shared/consensus.ts";
import type { ClientToServerEvents, ServerToClientEvents } from "../shared/events.ts";
import { ApiProblem, call } from "./api.ts";

/** What a screen wants to hear of a campaign. Whoever may not read consensus leaves `onConsensus` out. */
export type CampaignHandlers = {
  onProgress?: (progress: Progress) => void;
  /** What changed since the last number, in order; called for the first load, a reconnection and a hint alike. */
  onConsensus?: (items: ChangesPage["items"], seq: number) => void;
  /** A batch moved: fetch it. */
  onBatch?: (id: string) => void;
  /** Accounts were found to copy each other; heard by admins alone. */
  onCopying?: () => void;
  /** An export moved: fetch it. */
  onExport?: (id: string) => void;
  /** The link came up or went down. After it came up, what has no number of its own should be fetched again. */
  onLink?: (isConnected: boolean) => void;
  /** Catching up was refused or failed. What failed is tried again by itself. */
  onFault?: (fault: unknown) => void;
};

const CHANGES_PER_PAGE = 5_000;
/** When the server could not answer: nothing more may change for a long time, and no hint come. */
const TRY_AGAIN_MS = 3_000;

/**
 * Follows a campaign until the returned function is called. Hints carry no data: each one, like each
 * connection, asks for what came `after` the last number this client has, so nothing can be missed.
 */
export function followCampaign(slug: string, handlers: CampaignHandlers, after = 0): () => void {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    transports: ["websocket", "polling"],
  });
  const catchUp = changesReader(slug, handlers, after);
  const isOurs = (event: { campaign: string }) => event.campaign === slug;

  socket.on("connect", () => {
    socket.emit("watch", { campaign: slug });
    handlers.onLink?.(true);
    catchUp();
  });
  socket.on("disconnect", () => handlers.onLink?.(false));
  socket.on("progress", (event) => isOurs(event) && handlers.onProgress?.(event.progress));
  socket.on("consensus", (event) => isOurs(event) && catchUp(event.seq));
  socket.on("copying", (event) => isOurs(event) && handlers.onCopying?.());
  socket.on("batch", (event) => isOurs(event) && handlers.onBatch?.(event.id));
  socket.on("export", (event) => isOurs(event) && handlers.onExport?.(event.id));
  catchUp();

  return () => {
    catchUp.stop();
    socket.disconnect();
  };
}

/**
 * Reads changes one page after another, one reading at a time. Hints that arrive meanwhile are one more
 * reading, not many: a reading started before the hint may have missed what it announces.
 */
function changesReader(slug: string, { onConsensus, onFault }: CampaignHandlers, after: number) {
  const stopped = new AbortController();
  let seen = after;
  let isReading = false;
  let isWantedAgain = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  async function readAll(report: NonNullable<CampaignHandlers["onConsensus"]>): Promise<void> {
    const query = { slug, after: String(seen), limit: String(CHANGES_PER_PAGE) };
    const page = await call(API.listChanges, query, stopped.signal);
    if (page.items.length > 0 || page.seq > seen) {
      seen = Math.max(seen, page.seq, page.items.at(-1)?.seq ?? 0);
      report(page.items, seen);
    }
    if (page.items.length === CHANGES_PER_PAGE) await readAll(report);
  }

  function catchUp(hinted?: number): void {
    if (onConsensus === undefined || stopped.signal.aborted) return;
    if (hinted !== undefined && hinted <= seen) return;
    isWantedAgain = isReading;
    if (isReading) return;
    isReading = true;
    clearTimeout(again);
    void readAll(onConsensus)
      .catch((fault: unknown) => {
        if (stopped.signal.aborted) return;
        onFault?.(fault);
        if (fault instanceof ApiProblem && fault.status >= 400 && fault.status < 500) return; // refused
        again = setTimeout(catchUp, TRY_AGAIN_MS);
      })
      .finally(() => {
        isReading = false;
        if (isWantedAgain) catchUp();
      });
  }
  const stop = () => {
    clearTimeout(again);
    stopped.abort();
  };
  return Object.assign(catchUp, { stop });
}
