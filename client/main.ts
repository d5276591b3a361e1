import { askAhead, taggedCampaign } from "./ahead.ts";

// Small on purpose: what this asks for travels beside the code of the screen, not after it.
const slug = taggedCampaign(location.pathname);
if (slug !== null) {
  askAhead(slug);
  // Volunteers come for this screen: its code is fetched beside the frame around it, not after it.
  void import("./tagging/tagging-page.tsx");
}
const { start } = await import("./start.tsx");
await start();
