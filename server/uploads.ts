/**
 * tus 1.0 at `/api/v1/uploads`: files in pieces, resumed after a cut. The protocol is the library's; who may send, what
 * a file is called, how long it may be and who writes to it now are ours.
 *
 * @see https://tus.io/protocols/resumable-upload
 */
import { FileStore } from "@tus/file-store";
import { Server, Upload } from "@tus/server";
import { Router, type Request, type Response } from "express";
import { v7 as uuid } from "uuid";
import { API } from "../shared/api.ts";
import { AppError } from "../shared/errors.ts";
import { Id } from "../shared/ids.ts";
import { MOST_UPLOAD_BYTES } from "../shared/uploads.ts";
import type { Account } from "../core/accounts/accounts.ts";
import { holdUpload, type UploadHold } from "../core/imagery/upload-lock.ts";
import {
  announceUpload,
  finishUpload,
  getUpload,
  keepUpload,
  listUploads,
  removeUpload,
  uploadFolder,
} from "../core/imagery/uploads.ts";
import { refuseForeignOrigin } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";
import { problemOf } from "./error-handler.ts";
import { receive } from "./receive.ts";
import { authorize, serve } from "./serve.ts";

const PATH = "/api/v1/uploads";
const METHODS = new Set(["OPTIONS", "HEAD", "POST", "PATCH", "DELETE"]);
/** How long a request whose sender is gone may take to write what it has, milliseconds. */
const DRAIN_MS = 200;

export function uploadRoutes(ctx: ServerContext): Router {
  const router = Router();
  const senders: Senders = new WeakMap();
  const tus = openTus(ctx, senders);
  router.use("/uploads", async (req, res, next) => {
    if (!METHODS.has(req.method)) return next();
    if (req.method !== "HEAD" && req.method !== "OPTIONS") refuseForeignOrigin(ctx, req);
    const sender = await authorize(ctx, API.getUpload, req);
    const request = toWebRequest(req);
    senders.set(request, sender);
    await answerWith(res, await tus.handleWeb(request));
  });
  serve(router, ctx, API.listUploads, (_actor, input) => listUploads(ctx, input));
  serve(router, ctx, API.getUpload, (_actor, { id }) => getUpload(ctx, id));
  return router;
}

/** Who sends, by the request that the library hands back to us. */
type Senders = WeakMap<globalThis.Request, Account>;

function toWebRequest(req: Request): globalThis.Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers))
    // The verb is the one that was judged: a question (HEAD, OPTIONS) that calls itself DELETE would pass as one.
    if (value !== undefined && name !== "x-http-method-override")
      headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  const url = new URL(req.originalUrl, "http://uploads.invalid");
  const body = req.method === "PATCH" || req.method === "POST" ? receive(req) : null;
  // `duplex` is asked for by the standard with every streamed body, and missing in TypeScript's list of fields.
  const parts = { method: req.method, headers, body, duplex: "half" };
  return new globalThis.Request(url, parts);
}

async function answerWith(res: Response, answer: globalThis.Response): Promise<void> {
  answer.headers.forEach((value, name) => res.setHeader(name, value));
  res.setHeader("cache-control", "no-store");
  res.status(answer.status).end(await answer.text());
}

function openTus(ctx: ServerContext, senders: Senders): Server {
  const senderOf = (req: globalThis.Request): Account => {
    const sender = senders.get(req);
    if (sender === undefined) throw new AppError("unauthenticated", "Start a session, or send a token");
    return sender;
  };
  return new Server({
    path: PATH,
    relativeLocation: true,
    datastore: new FileStore({ directory: uploadFolder(ctx.config), configstore: storeOfRows(ctx) }),
    maxSize: MOST_UPLOAD_BYTES,
    // Pages of other sites may not send here (`refuseForeignOrigin`), so no header invites them.
    allowedOrigins: () => false,
    lockDrainTimeout: DRAIN_MS,
    locker: { newLock: (id) => createLock(ctx, id) },
    namingFunction: () => uuid(),
    getFileIdFromRequest: (_req, lastPath) => {
      const id = Id.safeParse(lastPath);
      return id.success ? id.data : undefined;
    },
    async onIncomingRequest(req, id) {
      if (req.method === "PATCH") await keepUpload(ctx, id);
      if (req.method === "DELETE") await getUpload(ctx, id);
    },
    async onUploadCreate(req, { id, size, metadata }) {
      if (size === undefined)
        throw new AppError("invalid_input", "Say how long the file is: Upload-Defer-Length is not taken");
      const name = metadata?.["filename"] ?? metadata?.["name"] ?? "";
      await announceUpload(ctx, senderOf(req), { id, name, bytes: size });
      return {};
    },
    async onUploadFinish(_req, { id }) {
      await finishUpload(ctx, id);
      return {};
    },
    onResponseError: (_req, error) => describeError(ctx, error),
  });
}

/** What the library wants to know of a file stands in our row of it, so that there is one truth. */
function storeOfRows(ctx: ServerContext) {
  return {
    async get(id: string): Promise<Upload | undefined> {
      const { name, bytes, createdAt } = await getUpload(ctx, id);
      return new Upload({
        id,
        size: bytes,
        offset: 0,
        metadata: { filename: name },
        creation_date: createdAt,
      });
    },
    async set() {}, // the row was made when the file was announced, and never changes
    delete: (id: string) => removeUpload(ctx, id),
  };
}

/** The library's refusals stay in its words; ours and the database's get their status from the same table as elsewhere. */
function describeError(
  ctx: ServerContext,
  error: Error | { status_code: number; body: string },
): { status_code: number; body: string } {
  if ("status_code" in error) return error;
  const { status, detail } = problemOf(error);
  if (status === 500) ctx.log.error({ err: error }, "upload failed");
  return { status_code: status, body: `${detail}\n` };
}

function createLock(ctx: ServerContext, id: string) {
  let hold: UploadHold | null = null;
  return {
    async lock(signal: AbortSignal, letGo: () => void | Promise<void>): Promise<void> {
      hold = await holdUpload(ctx, id, signal, () => void letGo());
      if (hold !== null) return;
      await getUpload(ctx, id); // 404 when there is none
      throw new AppError("unavailable", "Another request is writing to this file: try again in a moment");
    },
    async unlock(): Promise<void> {
      await hold?.release();
    },
  };
}
