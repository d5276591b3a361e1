import { openTileIndex, type TileIndex, type TilePlace } from "../../core/imagery/tile-index.ts";
import type { ObjectReader, ObjectStore } from "../../core/storage.ts";

/** Where a scene's working copy lies; `sha256` is of its content and becomes part of every ETag. */
export type SceneFile = { cogKey: string; sha256: string };

type OpenScene = { cogKey: string; sha256: string; index: TileIndex; reader: ObjectReader };
type Entry = { scene: Promise<OpenScene | null>; checkedAt: number };

/** Open files and indexes kept at once. An index is 12 bytes a tile: 100 kB for a large scene. */
const MOST_SCENES = 256;
/** How long a withdrawn scene may still be served, milliseconds. */
const RECHECK_MS = 60_000;

/**
 * Keeps the scenes that were asked for lately open: the index in memory, the file at hand. An unknown scene is not
 * remembered, so that one that is imported a moment later appears.
 */
export function openScenes(
  objects: ObjectStore,
  findScene: (sceneId: string) => Promise<SceneFile | null>,
  onChange: () => void,
) {
  const entries = new Map<string, Entry>();

  const open = async (sceneId: string): Promise<OpenScene | null> => {
    const found = await findScene(sceneId);
    if (found === null) return null;
    const reader = await objects.openReader(found.cogKey);
    try {
      return {
        ...found,
        reader,
        index: await openTileIndex((offset, length) => reader.read(offset, length)),
      };
    } catch (error) {
      await reader.close();
      throw error;
    }
  };

  /** Closing waits for reads under way. A scene that never opened has nothing to close. */
  const drop = async (sceneId: string): Promise<void> => {
    const entry = entries.get(sceneId);
    entries.delete(sceneId);
    const scene = await entry?.scene.catch(() => null);
    await scene?.reader.close();
  };

  const get = async (sceneId: string): Promise<OpenScene | null> => {
    let entry = entries.get(sceneId);
    if (entry === undefined) {
      entry = { scene: open(sceneId), checkedAt: Date.now() };
      for (const oldest of entries.keys()) {
        if (entries.size < MOST_SCENES) break;
        void drop(oldest);
      }
    } else entries.delete(sceneId);
    // Last used, last in the map: the first is the one to drop.
    entries.set(sceneId, entry);
    try {
      const scene = await entry.scene;
      if (scene === null && entries.get(sceneId) === entry) entries.delete(sceneId);
      return scene;
    } catch (error) {
      if (entries.get(sceneId) === entry) entries.delete(sceneId);
      throw error;
    }
  };

  /** Tiles that are hot are served without a look in here, so the check comes by the clock. */
  const recheck = setInterval(() => {
    for (const [sceneId, entry] of entries) {
      if (Date.now() - entry.checkedAt < RECHECK_MS) continue;
      entry.checkedAt = Date.now();
      Promise.all([entry.scene, findScene(sceneId)])
        .then(([scene, found]) => {
          if (scene?.cogKey === found?.cogKey) return;
          void drop(sceneId);
          onChange();
        })
        // The database is away: what was public a minute ago is served on, and asked for again next time.
        .catch(() => undefined);
    }
  }, RECHECK_MS / 4);
  recheck.unref();

  return {
    get,
    /** Reads a tile; once more through a fresh file when this one was closed in between. */
    async read(sceneId: string, scene: OpenScene, { offset, byteLength }: TilePlace): Promise<Buffer> {
      try {
        return await whole(scene.reader, offset, byteLength);
      } catch (error) {
        void drop(sceneId);
        const again = await get(sceneId);
        if (again === null || again.cogKey !== scene.cogKey) throw error;
        return whole(again.reader, offset, byteLength);
      }
    },
    forget(sceneId: string): void {
      void drop(sceneId);
    },
    async close() {
      clearInterval(recheck);
      const last = [...entries.keys()];
      await Promise.all(last.map((sceneId) => drop(sceneId)));
    },
  };
}

async function whole(reader: ObjectReader, offset: number, byteLength: number): Promise<Buffer> {
  const bytes = await reader.read(offset, byteLength);
  if (bytes.length < byteLength) throw new Error("a working copy is shorter than its index says");
  return bytes;
}
