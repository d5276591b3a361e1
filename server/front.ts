/**
 * What a crowd asks for at once, answered in front of the web framework: pages and files from memory, compressed once,
 * and the answers of campaigns, computed once for all who ask in the same moment. Everything else, and whatever is out
 * of the ordinary, is left to Express, which knows the same paths.
 */
import type { IncomingMessage, RequestListener } from "node:http";
import { getCampaign, listCampaigns } from "../core/campaigns/campaigns.ts";
import { openClientFiles } from "./front/client-files.ts";
import { openHotAnswers, type Question } from "./front/hot-answers.ts";
import { sendPrepared } from "./front/prepared.ts";
import { holdsSession } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";

const CAMPAIGN = /^\/api\/v1\/campaigns\/([a-z0-9-]{1,100})$/;
const CAMPAIGNS = "/api/v1/campaigns";
/**
 * The same for everybody: shared caches may keep it as long as we do, and ask with its ETag afterwards. Nobody may show
 * what is stale meanwhile: browsers would do so too, and show a moved scene where it was, for as long as the page is open.
 */
const FOR_ALL = "public, max-age=0, s-maxage=1";
/** Staff are told more: only whoever asked may keep it. */
const FOR_ONE = "private, no-cache";

/** @param rest who answers everything else @param headers of every answer, names and values in turn */
export function openFront(
  ctx: ServerContext,
  headers: readonly string[],
  rest: RequestListener,
): RequestListener {
  const files = openClientFiles();
  const answers = openHotAnswers();

  return (req, res) => {
    const url = req.url ?? "";
    if (req.method !== "GET" && req.method !== "HEAD") return rest(req, res);
    const page = files.find(url, req);
    if (page !== null) return sendPrepared(req, res, page, headers);
    const compute = url.startsWith(CAMPAIGNS) ? whatIsAsked(ctx, url, req) : null;
    if (compute === null) return rest(req, res);
    answers.get(url, compute).then(
      (answer) => sendPrepared(req, res, answer, headers),
      () => rest(req, res), // refused: Express says why, in the words of every refusal
    );
  };
}

/** How to answer, and who may keep it; null for what is not the same for everybody who asks like this. */
function whatIsAsked(ctx: ServerContext, url: string, req: IncomingMessage): Question | null {
  if (req.headers.authorization !== undefined) return null;
  const slug = CAMPAIGN.exec(url)?.[1];
  if (slug !== undefined) return { cacheControl: FOR_ALL, compute: () => getCampaign(ctx, slug) };
  if (url !== CAMPAIGNS || holdsSession(ctx, req.headers.cookie)) return null;
  return {
    cacheControl: FOR_ONE,
    vary: "cookie, authorization",
    compute: () => listCampaigns(ctx, null, {}),
  };
}
