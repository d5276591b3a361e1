import { askAhead, taggedCampaign, TAGGING_WORDS } from "./ahead.ts";
import { languageHere, readWords } from "./i18n/words.ts";

// Small on purpose: what this asks for travels beside the code of the screen, not after it.
const slug = taggedCampaign(location.pathname);
if (slug !== null) {
  askAhead(slug);
  for (const screen of ["common", ...TAGGING_WORDS]) void readWords(languageHere(), screen);
  // Volunteers come for this screen: its code is fetched beside the frame around it, not after it.
  void import("./tagging/tagging-page.tsx");
}
const { start } = await import("./start.tsx");
await start();
