import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import express from "express";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { openTileIndex, type TileIndex } from "../../../core/imagery/tile-index.ts";
import { openObjectStore, type ObjectStore } from "../../../core/storage.ts";
import { createTileHandler, type TileHandler } from "../../../server/tiles.ts";
import { anImage, geographic } from "../../unit/imagery/an-image.ts";

const SCENE = "0192f0c1-0000-7000-8000-000000000001";
let folder: string;
let objects: ObjectStore;
let tiles: TileHandler;
let server: Server;
let base: string;
let cog: Buffer;
let index: TileIndex;
let shown: { z: number; x: number; y: number };
const scenes = new Map<string, { cogKey: string; sha256: string }>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-tiles-"));
  objects = await openObjectStore(undefined, folder);
  const source = path.join(folder, "source.tif");
  const place = { geoKeys: geographic(4326), west: 39, north: 36, pixel: 0.000_01 };
  await writeFile(
    source,
    anImage({ ...place, width: 1_400, height: 1_000, tile: 256, compression: "deflate" }),
  );
  const destination = path.join(folder, "cog.tif");
  const copy = await makeWorkingCopy({ source, destination });
  cog = await readFile(destination);
  index = await openTileIndex((offset, length) => Promise.resolve(cog.subarray(offset, offset + length)));
  const sha256 = createHash("sha256").update(cog).digest("hex");
  await objects.putFile("scenes/one.tif", destination, "image/tiff");
  scenes.set(SCENE, { cogKey: "scenes/one.tif", sha256 });
  scenes.set("lost", { cogKey: "scenes/lost.tif", sha256 });
  const z = copy.maxzoom;
  const sine = Math.sin((35.995 * Math.PI) / 180);
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
  shown = { z, x: Math.floor(((39.005 + 180) / 360) * 2 ** z), y };

  tiles = createTileHandler({ objects, findScene: (id) => Promise.resolve(scenes.get(id) ?? null) });
  const app = express();
  app.get("/hello", (_, response) => void response.send("express"));
  server = createServer((incoming, response) => {
    if (!tiles.handle(incoming, response)) app(incoming, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(async () => {
  await tiles.close();
  server.close();
  server.closeAllConnections();
  await objects.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (tile: string, init?: RequestInit) => fetch(`${base}/tiles/${tile}`, init);
const address = () => `${SCENE}/${shown.z}/${shown.x}/${shown.y}`;

describe("a tile", () => {
  it("is the very bytes of the block in the file, and a WEBP, first from the file and then from memory", async () => {
    const place = index.locate(shown.z, shown.x, shown.y);
    if (place === null) throw new Error("nothing there");
    const block = cog.subarray(place.offset, place.offset + place.byteLength);
    for (const round of ["file", "memory"]) {
      const reply = await get(address());
      const bytes = Buffer.from(await reply.arrayBuffer());
      expect(bytes.equals(block), round).toBe(true);
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toBe("image/webp");
      expect(reply.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(reply.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
      expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
      expect(reply.headers.get("etag")).toMatch(/^"[0-9a-f]{24}-[0-9a-z]+"$/);
    }
    expect((await sharp(block).metadata()).width).toBe(index.tileSize);
  });

  it("is not sent again to who has it", async () => {
    const etag = (await get(address())).headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const reply = await get(address(), { headers: { "if-none-match": known } });
      expect(reply.status, known).toBe(304);
      expect(reply.headers.get("etag")).toBe(etag);
    }
    expect((await get(address(), { headers: { "if-none-match": '"other"' } })).status).toBe(200);
  });

  it("answers HEAD with its length and no body, and tolerates .webp and a query", async () => {
    const reply = await get(address(), { method: "HEAD" });
    expect(reply.status).toBe(200);
    expect(Number(reply.headers.get("content-length"))).toBeGreaterThan(100);
    expect(await reply.text()).toBe("");
    expect((await get(`${address()}.webp`)).status).toBe(200);
    expect((await get(`${address()}?v=1`)).status).toBe(200);
  });

  it("is nothing, for ever, outside of the scene and of its zooms", async () => {
    for (const where of [
      `${shown.z}/0/0`,
      `0/0/0`,
      `${shown.z + 1}/${shown.x * 2}/${shown.y * 2}`,
      "3/4000000000/1",
    ]) {
      const reply = await get(`${SCENE}/${where}`);
      expect(reply.status, where).toBe(204);
      expect(reply.headers.get("cache-control")).toContain("immutable");
    }
  });

  it("has one spelling: malformed numbers are 400 as problem+json", async () => {
    for (const where of [
      "a/0/0",
      "1/-1/0",
      "01/0/0",
      "1/0/0.5",
      "1/0",
      "1/0/0/0",
      "31/0/0",
      "1/1e3/0",
      "%31/0/0",
    ]) {
      const reply = await get(`${SCENE}/${where}`);
      expect(reply.status, where).toBe(400);
      expect(reply.headers.get("content-type")).toContain("application/problem+json");
    }
  });

  it("of an unknown scene is 404 and of a lost file 503, neither to be kept by caches", async () => {
    const unknown = await get("nobody/1/0/0");
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get("cache-control")).toBe("no-store");
    expect(await unknown.json()).toMatchObject({ status: 404, title: "Not Found" });
    expect((await get("lost/1/0/0")).status).toBe(503);
  });

  it("can only be read", async () => {
    const reply = await get(address(), { method: "POST", body: "x" });
    expect(reply.status).toBe(405);
    expect(reply.headers.get("allow")).toBe("GET, HEAD");
  });

  it("is gone at once when its scene is withdrawn, and back when the scene is", async () => {
    const found = scenes.get(SCENE);
    if (found === undefined) throw new Error("no scene");
    expect((await get(address())).status).toBe(200);
    scenes.delete(SCENE);
    tiles.forget(SCENE);
    expect((await get(address())).status).toBe(404);
    scenes.set(SCENE, found);
    expect((await get(address())).status).toBe(200);
  });

  it("leaves every other address to the web framework, and no path out of its own", async () => {
    expect(await (await fetch(`${base}/hello`)).text()).toBe("express");
    const raw = await new Promise<number>((resolve, reject) => {
      const asked = request(base, { path: "/tiles/../../etc/passwd" }, (reply) =>
        resolve(reply.statusCode ?? 0),
      );
      asked.on("error", reject).end();
    });
    expect(raw).toBe(400);
  });

  it("is right for each of many who ask at once", async () => {
    const all = await Promise.all(
      Array.from({ length: 200 }, () => get(address()).then((reply) => reply.arrayBuffer())),
    );
    expect(
      new Set(all.map((bytes) => createHash("sha256").update(new Uint8Array(bytes)).digest("hex"))).size,
    ).toBe(1);
  });
});
