import { Router, type Request, type Response } from "express";
import { z } from "zod";
import { mayActAs } from "../shared/accounts.ts";
import type { Campaign } from "../shared/campaigns.ts";
import type { ConsensusFeature } from "../shared/consensus.ts";
import { AppError } from "../shared/errors.ts";
import { findAccount, type Account } from "../core/accounts/accounts.ts";
import { getCampaign, isPublished, listCampaigns } from "../core/campaigns/campaigns.ts";
import { getFinding, listConsensus } from "../core/consensus/findings.ts";
import { columnsOf } from "../core/exports/columns.ts";
import { authenticate } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";
import {
  collection,
  CONFORMANCE,
  definition,
  GEOJSON_TYPE,
  landingPage,
  link,
  OPENAPI_TYPE,
} from "./ogc/documents.ts";
import { readItemsQuery, toFilter, toParameters, type ItemsQuery } from "./ogc/items-query.ts";

/**
 * OGC API – Features, Part 1: each campaign a collection of buildings with the attributes of exports, for QGIS and its
 * like. Who may read is who may read consensus; the token goes as bearer, or as the password of HTTP Basic, which is
 * what desktop programs can send.
 *
 * @see https://docs.ogc.org/is/17-069r4/17-069r4.html
 */
export function ogcRoutes(ctx: ServerContext): Router {
  const router = Router();
  const base = () => `${ctx.origin()}/ogc`;
  router.get("/", (_req, res) => answer(res, landingPage(base())));
  router.get("/conformance", (_req, res) => answer(res, { conformsTo: CONFORMANCE }));
  router.get("/api", (_req, res) => answer(res, definition(base()), OPENAPI_TYPE));
  router.get("/collections", async (req, res) => {
    const reader = await findReader(ctx, req);
    const campaigns = await readableCampaigns(ctx, reader);
    answer(res, {
      links: [link(`${base()}/collections`, "self", "application/json")],
      collections: campaigns.map((campaign) => collection(base(), campaign)),
    });
  });
  router.get("/collections/:slug", async (req, res) => {
    await refuseStrangers(ctx, req, req.params.slug);
    answer(res, collection(base(), await getCampaign(ctx, req.params.slug)));
  });
  router.get("/collections/:slug/items", async (req, res) => {
    await refuseStrangers(ctx, req, req.params.slug);
    answer(res, await items(ctx, base(), req.params.slug, readItemsQuery(req.query)), GEOJSON_TYPE);
  });
  router.get("/collections/:slug/items/:id", async (req, res) => {
    const { slug, id } = req.params;
    await refuseStrangers(ctx, req, slug);
    const campaign = await getCampaign(ctx, slug);
    if (!z.guid().safeParse(id).success) throw new AppError("not_found", "There is no such building");
    const feature = flatten(campaign)(await getFinding(ctx, { slug, id }));
    const here = `${base()}/collections/${slug}`;
    const links = [
      link(`${here}/items/${id}`, "self", GEOJSON_TYPE),
      link(here, "collection", "application/json"),
    ];
    answer(res, { ...feature, links }, GEOJSON_TYPE);
  });
  return router;
}

async function items(ctx: ServerContext, base: string, slug: string, query: ItemsQuery): Promise<object> {
  const campaign = await getCampaign(ctx, slug);
  const filter = toFilter(query);
  const { features, next } = await listConsensus(ctx, {
    slug,
    limit: query.limit,
    cursor: query.cursor,
    ...filter,
  });
  const isFiltered = Object.values(filter).some((one) => one !== undefined);
  const address = new URL(`${base}/collections/${slug}/items`);
  const self = withParameters(address, toParameters(query));
  const links = [link(self, "self", GEOJSON_TYPE)];
  if (next !== null) {
    const others = toParameters(query).filter(([name]) => name !== "cursor");
    links.push(link(withParameters(address, [...others, ["cursor", next]]), "next", GEOJSON_TYPE));
  }
  links.push(link(`${base}/collections/${slug}`, "collection", "application/json"));
  return {
    type: "FeatureCollection",
    features: features.map(flatten(campaign)),
    // Counting what a filter lets through would cost more than the page; the whole is known.
    ...(isFiltered ? {} : { numberMatched: campaign.progress.buildings }),
    numberReturned: features.length,
    timeStamp: new Date().toISOString(),
    links,
  };
}

function withParameters(address: URL, parameters: readonly [string, string][]): string {
  const full = new URL(address);
  for (const [name, value] of parameters) full.searchParams.set(name, value);
  return full.href;
}

/** The attributes of exports instead of nested objects, which desktop programs cannot show in a table. */
function flatten(campaign: Campaign): (feature: ConsensusFeature) => object {
  const columns = columnsOf({ classes: campaign.scale.classes });
  return (feature) => ({
    type: "Feature",
    id: feature.id,
    geometry: feature.geometry,
    properties: Object.fromEntries(columns.map(({ name, read }) => [name, read(feature)])),
  });
}

/** All that this reader may read: analysts everything, others what is published. */
async function readableCampaigns(ctx: ServerContext, reader: Account | null): Promise<Campaign[]> {
  const isAnalyst = reader !== null && mayActAs(reader.role, "analyst");
  const found: Campaign[] = [];
  let cursor: string | undefined;
  do {
    const page = await listCampaigns(ctx, reader, { limit: 1_000, cursor });
    found.push(...page.items.filter((campaign) => isAnalyst || campaign.published !== null));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** As the API's "readers": an analyst, or anyone once published; whatever the name. */
async function refuseStrangers(ctx: ServerContext, req: Request, slug: string): Promise<void> {
  const reader = await findReader(ctx, req);
  if (reader !== null && mayActAs(reader.role, "analyst")) return;
  if (await isPublished(ctx, slug)) return;
  if (reader !== null) throw new AppError("forbidden", "Your role does not allow this");
  throw new AppError("unauthenticated", "Send a token: as bearer, or as the password of HTTP Basic");
}

async function findReader(ctx: ServerContext, req: Request): Promise<Account | null> {
  const token = basicPassword(req.headers.authorization);
  if (token === null) return authenticate(ctx, req);
  const account = await findAccount(ctx, "bearer", token);
  if (account === null) await ctx.limits.countWrongToken(req);
  return account;
}

function basicPassword(header: string | undefined): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

function answer(res: Response, document: object, type = "application/json"): void {
  res.setHeader("cache-control", "no-store");
  // Exactly this type: Express would add a charset that the standard does not know.
  res.setHeader("content-type", type);
  res.send(Buffer.from(JSON.stringify(document)));
}
