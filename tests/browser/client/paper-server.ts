/**
 * A browser page with the built client and, behind it, an API made of paper: answers are given by the test. For
 * promises about what the client does with slow, failing or lost answers; the real server has tests of its own.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Page, Route } from "playwright-core";
import sharp from "sharp";
import { PROJECT_FOLDER } from "../../../core/project.ts";
import { SESSION_MARKER } from "../../../shared/session-marker.ts";
import type { Assignment, SceneUsability } from "../../../shared/assignments.ts";
import type { Campaign } from "../../../shared/campaigns.ts";
import type { NewQuestion } from "../../../shared/questions.ts";
import type { CastVotes } from "../../../shared/votes.ts";

const CLIENT = path.join(PROJECT_FOLDER, "dist", "client");
export const ORIGIN = "http://aftermap.test";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

export const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** One colour per scene, far enough apart to be told after lossy compression. */
export const COLOURS = [
  [200, 40, 40],
  [40, 180, 40],
  [50, 60, 220],
  [220, 200, 40],
  [180, 50, 200],
  [40, 200, 200],
] as const;

/** What the paper server knows and does. */
export type Paper = {
  votes: CastVotes["votes"];
  /** Milliseconds before a tile of the scene at `place` is answered. */
  tileDelayMs: (place: number) => number;
  /** Places of the scenes whose tiles the server fails to give. */
  failing: ReadonlySet<number>;
  isReachable: boolean;
  /** What was asked of the analysts. */
  questions: NewQuestion[];
  /** What of the campaign is not as usual. */
  campaign: Partial<Campaign>;
  /** What is known of the buildings' visibility. */
  usability: SceneUsability[];
  /** Which buildings staff say may distress, by number. */
  distressing: ReadonlySet<number>;
  /** Whether no more buildings are given out. */
  isStopped: boolean;
  /** Whether the server has forgotten whose session it is. */
  isForgotten: boolean;
  /** When the leases end. */
  expiresAt: string;
};

/** Lays the paper server before a page. */
export async function layPaper(page: Page, buildings: number): Promise<Paper> {
  const paper: Paper = {
    votes: [],
    tileDelayMs: () => 0,
    failing: new Set(),
    isReachable: true,
    questions: [],
    campaign: {},
    usability: [],
    distressing: new Set(),
    isStopped: false,
    isForgotten: false,
    expiresAt: "2099-01-01T00:00:00Z",
  };
  const tiles = await Promise.all(COLOURS.map(paint));
  const answered = new Set<string>();

  // The mark of a session, as the server leaves it.
  await page.context().addCookies([{ name: SESSION_MARKER, value: "1", url: ORIGIN }]);
  await page.route("**/*", async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.startsWith("/tiles/")) {
      const place = Number(pathname.split("/")[2]);
      await new Promise((resolve) => setTimeout(resolve, paper.tileDelayMs(place)));
      if (paper.failing.has(place)) await route.fulfill({ status: 503 });
      else await route.fulfill({ contentType: "image/webp", body: tiles[place] ?? Buffer.alloc(0) });
    } else if (!pathname.startsWith("/api/")) {
      await fulfillFile(route, pathname);
    } else if (paper.isReachable) {
      await fulfillApi(route, pathname, paper, answered, buildings);
    } else {
      await route.abort("internetdisconnected");
    }
  });
  return paper;
}

async function fulfillFile(route: Route, pathname: string): Promise<void> {
  if (pathname.startsWith("/socket.io")) return route.abort();
  const file = path.extname(pathname) === "" ? "/index.html" : pathname;
  const contentType = TYPES[path.extname(file)] ?? "application/octet-stream";
  return route.fulfill({ contentType, body: await readFile(path.join(CLIENT, file)) });
}

async function fulfillApi(
  route: Route,
  pathname: string,
  paper: Paper,
  answered: Set<string>,
  buildings: number,
): Promise<void> {
  const request = route.request();
  const isPublic = request.method() === "GET" && !pathname.endsWith("/me");
  if (paper.isForgotten && !isPublic) {
    return route.fulfill({ status: 401, json: { code: "unauthenticated", title: "Not signed in" } });
  }
  if (pathname.endsWith("/me/campaigns")) return route.fulfill({ json: { items: [] } });
  if (pathname.endsWith("/me")) {
    const me = {
      id: id(1),
      pseudonym: "Paper",
      role: "volunteer",
      votes: 0,
      createdAt: "2026-01-01T00:00:00Z",
      campaigns: 0,
      settled: 0,
      boardName: null,
      removedBoardName: null,
      keyMadeAt: null,
    };
    return route.fulfill({ json: me });
  }
  if (pathname.endsWith("/votes")) {
    const { votes }: CastVotes = request.postDataJSON();
    paper.votes.push(...votes);
    for (const { building } of votes) answered.add(building);
    return route.fulfill({
      json: { votes: votes.map((vote) => ({ id: vote.id, building: vote.building, revision: 1 })) },
    });
  }
  if (pathname.endsWith("/questions")) {
    const question: NewQuestion = request.postDataJSON();
    paper.questions.push(question);
    return route.fulfill({ status: 201, json: { id: question.questionId } });
  }
  if (pathname.endsWith("/assignments")) {
    if (paper.isStopped) return route.fulfill({ status: 201, json: { assignments: [], reason: "paused" } });
    const { count, besides = [] }: { count: number; besides?: string[] } = request.postDataJSON();
    const open = Array.from({ length: buildings }, (_, n) => anAssignment(n, paper)).filter(
      ({ task }) => !answered.has(task.buildings[0]?.id ?? ""),
    );
    const assignments = open.filter((assignment) => !besides.includes(assignment.id)).slice(0, count);
    return route.fulfill({
      status: 201,
      json: { assignments, ...(open.length === 0 ? { reason: "done" } : {}) },
    });
  }
  return route.fulfill({ json: { ...aPaperCampaign(buildings), ...paper.campaign } });
}

function paint([r, g, b]: readonly [number, number, number]): Promise<Buffer> {
  const background = { r, g, b };
  return sharp({ create: { width: 256, height: 256, channels: 3, background } })
    .webp()
    .toBuffer();
}

function anAssignment(n: number, { usability, distressing, expiresAt }: Paper): Assignment {
  const west = 39 + n * 0.001;
  const ring = [
    [west, 35],
    [west + 0.0002, 35],
    [west + 0.0002, 35.0002],
    [west, 35.0002],
    [west, 35],
  ] satisfies [number, number][];
  return {
    id: id(100 + n),
    expiresAt,
    task: {
      id: id(200 + n),
      bounds: [west, 35, west + 0.0002, 35.0002],
      buildings: [
        {
          type: "Feature",
          id: id(300 + n),
          geometry: { type: "Polygon", coordinates: [ring] },
          properties: {
            externalId: null,
            radiusMetres: null,
            usability,
            ...(distressing.has(n) ? { isDistressing: true as const } : {}),
          },
        },
      ],
    },
  };
}

/** The campaign of the paper server, as it usually is. */
export function aPaperCampaign(buildings: number): Campaign {
  return {
    slug: "paper",
    title: "Paper town",
    text: null,
    status: "open",
    area: null,
    scale: {
      name: "own",
      classes: [
        { code: "hit", label: "Hit", damaged: true },
        { code: "whole", label: "Whole", damaged: false },
      ],
    },
    asks: { class: true, window: true },
    redundancy: { min: 5, cap: 30, certainty: 0.95 },
    leaseSeconds: 1800,
    languages: ["en"],
    contentNotice: null,
    secondReview: false,
    blurPictures: false,
    practice: 0,
    scenes: COLOURS.map((_, place) => ({
      id: id(place),
      acquiredAt: `2017-0${place + 1}-01T00:00:00Z`,
      acquiredPrecision: "day",
      sensor: null,
      gsdMetres: 0.5,
      attribution: null,
      acquiredFrom: "the file's name",
      offNadirDegrees: null,
      sunElevationDegrees: null,
      cloudShare: null,
      preserved: true,
      offset: { eastMetres: 0, northMetres: 0 },
      tiles: `/tiles/${place}/{z}/{x}/{y}`,
      tileSize: 256,
      minzoom: 12,
      maxzoom: 18,
      bounds: [38, 34, 41, 36],
    })),
    progress: { buildings, settled: 0, disputed: 0, votes: 0, volunteers: 1 },
    published: null,
    archivedAt: null,
  };
}
