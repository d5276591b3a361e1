/**
 * Hints to browsers. Who watches a campaign hears that something changed and how far it is; what changed is fetched
 * over HTTP, where permission is checked. Every server passes every hint to its own sockets.
 */
import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { z } from "zod";
import { mayActAs } from "../shared/accounts.ts";
import { AppError } from "../shared/errors.ts";
import { Watch, type ClientToServerEvents, type ServerToClientEvents } from "../shared/events.ts";
import { findAccount, type Account } from "../core/accounts/accounts.ts";
import { getCampaignRow, getProgress } from "../core/campaigns/campaigns.ts";
import { cookieSecret, isOwnOrigin } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";

/** Who listens, and the secret that says so: it is asked again and again whether it still opens anything. */
type SocketData = { account: Account | null; sent: SentSecret | null };
type SentSecret = { transport: "cookie" | "bearer"; secret: string };
type Io = Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
type LiveSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

/** How often listeners' secrets are looked at: who was shut out hears nothing more within five seconds. */
const LOOK_AGAIN_MS = 2_000;
/** A campaign's watchers hear of it at most this often: a few times a second. */
const TELL_EVERY_MS = 250;

/** Each is a question to the database: a client watches a campaign or two, and nobody a hundred in one breath. */
const MOST_WATCHES_AT_ONCE = 8;

const watchers = (campaign: string) => `watchers:${campaign}`;
const readers = (campaign: string) => `readers:${campaign}`;
const admins = (campaign: string) => `admins:${campaign}`;

/** Opens the sockets on the server's own port. */
export function openLive(ctx: ServerContext, server: HttpServer): { close(): Promise<void> } {
  const io: Io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (req, decide) => decide(null, isOwnOrigin(ctx, req.headers.origin, req.headers.host)),
  });
  io.use(async (socket, next) => {
    try {
      socket.data.sent = secretSent(ctx, socket);
      socket.data.account = await holderOf(ctx, socket.data.sent);
      const isGuess = socket.data.account === null && socket.data.sent?.transport === "bearer";
      if (isGuess) await ctx.limits.countWrongToken(socket.request);
      next();
    } catch (error) {
      if (willPass(error)) socket.conn.close();
      else next(new Error(error instanceof AppError ? error.code : "refused"));
    }
  });
  io.on("connection", (socket) => {
    let underWay = 0;
    socket.on("watch", (request, acknowledge) => {
      // Whoever connects chooses what stands in the callback's place. A number was called, and the process ended.
      const reply: typeof acknowledge = typeof acknowledge === "function" ? acknowledge : () => {};
      if (underWay >= MOST_WATCHES_AT_ONCE) return reply({ ok: false, reason: "one after another" });
      underWay += 1;
      watch(ctx, socket, request)
        .then(
          () => reply({ ok: true }),
          (error: unknown) => {
            if (!willPass(error)) return reply({ ok: false, reason: "there is no such campaign" });
            reply({ ok: false, reason: "not possible just now" });
            socket.conn.close();
          },
        )
        .finally(() => (underWay -= 1));
    });
  });

  const due = new Map<string, NodeJS.Timeout>();
  const toldAt = new Map<string, number>();
  const told: Told = new Map();
  const tellSoon = (campaign: string) => {
    if (due.has(campaign) || (io.sockets.adapter.rooms.get(watchers(campaign))?.size ?? 0) === 0) return;
    const tellNow = () => {
      due.delete(campaign);
      toldAt.set(campaign, Date.now());
      // Missed hints are repaired by the next one or by the client's own fetch on reconnection.
      tell(ctx, io, told, campaign).catch((error: unknown) =>
        ctx.log.warn({ error: String(error) }, "watchers not told"),
      );
    };
    // The first change after a quiet moment is told at once, the rest of a burst together.
    const pause = Math.max(0, (toldAt.get(campaign) ?? 0) + TELL_EVERY_MS - Date.now());
    due.set(campaign, setTimeout(tellNow, pause));
  };
  const unsubscribe = ctx.events.subscribe((hint) => {
    if (hint.name === "hints:resumed") watchedCampaigns(io).forEach(tellSoon);
    else if (hint.name === "copying:flagged")
      io.to(admins(hint.campaign)).emit("copying", { campaign: hint.campaign });
    else if (hint.name === "batch:changed")
      io.to(admins(hint.campaign)).emit("batch", { campaign: hint.campaign, id: hint.id });
    else if (hint.name === "export:changed")
      io.to(readers(hint.campaign)).emit("export", { campaign: hint.campaign, id: hint.id });
    else if (hint.name !== "job:requested" && hint.name !== "address:counted") tellSoon(hint.campaign);
  });
  const looking = setInterval(() => {
    // The database is away for a moment: whoever listens goes on listening, and nothing is told meanwhile.
    cutWhoWasShutOut(ctx, io).catch((error: unknown) =>
      ctx.log.warn({ error: String(error) }, "listeners not looked at"),
    );
  }, LOOK_AGAIN_MS);
  return {
    async close() {
      clearInterval(looking);
      unsubscribe();
      due.forEach((timer) => clearTimeout(timer));
      await io.close();
    },
  };
}

/**
 * Whether it is nobody's doing: the database is away, say. A refusal is final to socket.io, whose clients come again by
 * themselves only when the line breaks, and ask again for what they watch only then: so it is broken.
 */
function willPass(error: unknown): boolean {
  return !(error instanceof z.ZodError) && !(error instanceof AppError && error.code !== "unavailable");
}

async function watch(ctx: ServerContext, socket: LiveSocket, request: unknown): Promise<void> {
  const { campaign } = Watch.parse(request);
  const row = await getCampaignRow(ctx, campaign);
  const { account } = socket.data;
  // Gone meanwhile: joined now, it would stay in the room for ever.
  if (!socket.connected) return;
  await socket.join(watchers(campaign));
  const isStaff = account !== null && mayActAs(account.role, "analyst");
  if (isStaff || row.published !== null) await socket.join(readers(campaign));
  if (account !== null && mayActAs(account.role, "admin")) await socket.join(admins(campaign));
}

/** The newest number that was told of each campaign: what is told never goes back, whichever read was the slower. */
type Told = Map<string, number>;

async function tell(ctx: ServerContext, io: Io, told: Told, campaign: string): Promise<void> {
  const row = await getCampaignRow(ctx, campaign);
  const progress = await getProgress(ctx, row.id);
  const seq = row.consensusSeq;
  const before = told.get(campaign) ?? 0;
  if (seq < before) return;
  told.set(campaign, seq);
  if (seq > before) io.to(readers(campaign)).emit("consensus", { campaign, seq });
  io.to(watchers(campaign)).emit("progress", { campaign, seq, progress });
}

/** What a connection says of who it is; null when nothing. */
function secretSent(ctx: ServerContext, socket: LiveSocket): SentSecret | null {
  const token: unknown = socket.handshake.auth["token"];
  if (typeof token === "string") return { transport: "bearer", secret: token };
  const secret = cookieSecret(ctx, socket.handshake.headers.cookie);
  return secret === null ? null : { transport: "cookie", secret };
}

async function holderOf(ctx: ServerContext, sent: SentSecret | null): Promise<Account | null> {
  return sent === null ? null : findAccount(ctx, sent.transport, sent.secret);
}

/** Cuts connections whose session or token has ended. They may come back, as nobody. */
async function cutWhoWasShutOut(ctx: ServerContext, io: Io): Promise<void> {
  const known = [...io.sockets.sockets.values()].filter(({ data }) => data.account !== null);
  await Promise.all(
    known.map(async (socket) => {
      const holder = await holderOf(ctx, socket.data.sent);
      if (holder?.id !== socket.data.account?.id) socket.conn.close();
    }),
  );
}

function watchedCampaigns(io: Io): string[] {
  const prefix = watchers("");
  return [...io.sockets.adapter.rooms.keys()].flatMap((room) =>
    room.startsWith(prefix) ? [room.slice(prefix.length)] : [],
  );
}
