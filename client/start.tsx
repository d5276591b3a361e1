import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/noto-sans-arabic/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/page.css";
import "./offline/data-saver.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { taggedCampaign, TAGGING_WORDS } from "./ahead.ts";
import { App } from "./app.tsx";
import { outbox } from "./device-outbox.ts";
import { startI18n } from "./i18n/i18n.ts";
import { markDataSaver } from "./offline/data-saver.ts";
import { countPictureBytes } from "./offline/picture-bytes.ts";
import { linkManifest, registerServiceWorker } from "./offline/register.ts";

/** Draws the page. */
export async function start(): Promise<void> {
  // zod would otherwise try to compile its parsers with `new Function`, which our content policy reports.
  z.config({ jitless: true });
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  markDataSaver();
  outbox.resume();
  countPictureBytes();
  await startI18n(taggedCampaign(location.pathname) === null ? [] : TAGGING_WORDS);
  linkManifest(document.documentElement.lang);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  void registerServiceWorker();
}
