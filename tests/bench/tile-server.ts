/**
 * The server of the `tiles` benchmark: the product's tile handler in front of Express, as in production, over one
 * scene. In: folder of objects, key of the working copy, its SHA-256. Out: one line, the port.
 */
import { createServer } from "node:http";
import express from "express";
import { openFolderStore } from "../../core/storage/folder-store.ts";
import { createTileHandler } from "../../server/tiles.ts";

const [folder = "", cogKey = "", sha256 = ""] = process.argv.slice(2);
const app = express();
const tiles = createTileHandler({
  objects: await openFolderStore(folder),
  findScene: (sceneId) => Promise.resolve(sceneId === "scene" ? { cogKey, sha256 } : null),
});
const server = createServer((request, response) => {
  if (!tiles.handle(request, response)) app(request, response);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(typeof address === "object" && address !== null ? address.port : "");
});
