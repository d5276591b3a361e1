import react from "@vitejs/plugin-react";
import { defineConfig, type Rolldown } from "vite";
import { isNeededForTagging, weighFirstTask } from "./first-task.config.ts";
import { installable } from "./installable.config.ts";
import { hintStart } from "./start-hints.config.ts";
import { lightMap } from "./light-map.config.ts";

const API = process.env["AFTERMAP_API"] ?? `http://127.0.0.1:${process.env["PORT"] ?? "8080"}`;

const GROUND =
  /[\\/](?:client[\\/](?:ui|offline|session|api|outbox|device-outbox|i18n|campaigns[\\/]use-campaign|map[\\/](?:building-box|coverage|tile-)|tagging[\\/](?:care|use-keys|use-width|timeline-layout|post-reports|window-words))|shared|lucide-react|uuid)(?!.*(?:modal-dialog|\.json))/;
const MAP_ENGINE = /[\\/]node_modules[\\/](?:ol|rbush|quickselect)[\\/]/;

/**
 * What every page needs from packages is one file, so that a release of ours leaves it in the browser's cache. What
 * tagging needs of OpenLayers is another; what only maps of analysts and admins draw with is a third.
 * Pages themselves are split where `client/app.tsx` imports them lazily.
 */
const GROUPS = [
  // Runs before all else, so nothing that it needs may lie in a larger file.
  {
    name: "ahead",
    test: /(?:client[\\/](?:ahead|i18n[\\/]words|offline[\\/]who)|shared[\\/]session-marker|vite[\\/]preload-helper)\./,
    priority: 3,
  },
  // What tagging needs of the map engine first, and then the rest: a file brings along what its parts import.
  {
    name: (id: string, modules: Rolldown.ChunkingContext) =>
      isNeededForTagging(id, modules) ? "map-engine" : null,
    test: MAP_ENGINE,
    minShareCount: 2,
    priority: 3,
  },
  { name: "map-drawing", test: MAP_ENGINE, minShareCount: 2, priority: 2 },
  {
    name: "frame",
    test: /[\\/]node_modules[\\/](?:react|react-dom|scheduler|react-router(?:-dom)?|@tanstack|i18next|react-i18next|zod)[\\/]/,
    priority: 1,
  },
  // What the tagging screen shares with others of ours, in one request: on a phone's line each costs a round trip. Not
  // dialogs: the component library behind them is fetched when the first is opened.
  {
    name: (id: string, modules: Rolldown.ChunkingContext) =>
      isNeededForTagging(id, modules) ? "ground" : null,
    test: GROUND,
    minShareCount: 2,
    priority: 0,
  },
];

export default defineConfig({
  root: "client",
  plugins: [react(), lightMap(), hintStart(), installable(), weighFirstTask()],
  build: {
    outDir: "../dist/client",
    emptyOutDir: true,
    target: "es2022",
    // A font or picture inlined as a data: address would be refused by the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/api/": API, // with its slash: client/api.ts is served by Vite itself
      "/tiles": API,
      "/ogc": API,
      "/sign-in/": API, // with its slash: /sign-in-failed is a page
      "/socket.io": { target: API, ws: true },
    },
  },
});
