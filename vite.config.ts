import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const API = `http://127.0.0.1:${process.env["PORT"] ?? "8080"}`;

export default defineConfig({
  root: "client",
  plugins: [react()],
  build: { outDir: "../dist/client", emptyOutDir: true, target: "es2022" },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      "/api": API,
      "/tiles": API,
      "/ogc": API,
      "/socket.io": { target: API, ws: true },
    },
  },
});
