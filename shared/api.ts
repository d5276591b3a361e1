// oxlint-disable max-lines -- a table, one entry a call: the whole API on one page
import { z } from "zod";
import {
  Board,
  ExclusionInput,
  Leaving,
  Me,
  MeChange,
  NewKey,
  OwnCampaign,
  OwnData,
  SessionStarted,
  StartSession,
} from "./accounts.ts";
import { AssignmentsAnswer, Lesson, NewLease } from "./assignments.ts";
import { Batch, NewBatch } from "./batches.ts";
import { Campaign, CampaignChange, NewCampaign } from "./campaigns.ts";
import {
  BuildingDetail,
  ChangesPage,
  ConsensusPage,
  ConsensusStatus,
  NewGold,
  NewReview,
  Upkeep,
} from "./consensus.ts";
import { Export, NewExport } from "./exports.ts";
import { BboxParameter } from "./geo.ts";
import { Guide, GuideInput } from "./guide.ts";
import { Id, Slug } from "./ids.ts";
import { Quality } from "./quality.ts";
import { NewQuestion, OwnQuestion, Question, QuestionReply, QuestionStatus } from "./questions.ts";
import { words } from "./text.ts";
import { Upload } from "./uploads.ts";
import { CampaignVolunteer, CopyingInput, CopyingReport } from "./volunteers.ts";
import { CastVotes, VoteReceipt } from "./votes.ts";

/** Who may call: anyone; a role or better; or `readers`: analysts, and anyone once the campaign is published. */
export type Who = "anyone" | "volunteer" | "analyst" | "admin" | "readers";

/** One call of the HTTP API. Paths are under `/api/v1`; `{name}` is a path parameter. */
export type Endpoint = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  who: Who;
  summary: string;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType | null;
  answer: z.ZodType | null;
  status: 200 | 201 | 202 | 204;
};

const none = z.object({});
const bySlug = z.object({ slug: Slug });
const byId = z.object({ id: Id });
const byBuilding = z.object({ slug: Slug, id: Id });

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "use a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** Pages of lists: how many at most, and where the page before ended. */
const page = { limit: wholeNumber(1, 1_000).optional(), cursor: words(500).min(1).optional() };
const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

const consensusQuery = z.object({
  limit: wholeNumber(1, 10_000).optional(),
  cursor: words(500).min(1).optional(),
  bbox: BboxParameter.optional(),
  status: ConsensusStatus.optional(),
  class: words(64).min(1).optional(),
});

const define = <E extends Endpoint>(endpoint: E): E => endpoint;

/**
 * The whole HTTP API on a page: the server serves it, the client calls it, OpenAPI is written from it.
 * Longer than other files because it is a table: one entry a call, nothing else.
 */
export const API = {
  startSession: define({
    method: "POST",
    path: "/sessions",
    who: "anyone",
    summary: "Start as a volunteer under a pseudonym, or go on as one by key",
    params: none,
    query: none,
    body: StartSession,
    answer: SessionStarted,
    status: 201,
  }),
  endSession: define({
    method: "DELETE",
    path: "/sessions",
    who: "volunteer",
    summary: "End the session that makes this call",
    params: none,
    query: none,
    body: null,
    answer: null,
    status: 204,
  }),
  getMe: define({
    method: "GET",
    path: "/me",
    who: "volunteer",
    summary: "Who I am here",
    params: none,
    query: none,
    body: null,
    answer: Me,
    status: 200,
  }),
  changeMe: define({
    method: "PATCH",
    path: "/me",
    who: "volunteer",
    summary: "Choose a name for boards, or none",
    params: none,
    query: none,
    body: MeChange,
    answer: Me,
    status: 200,
  }),
  leave: define({
    method: "DELETE",
    path: "/me",
    who: "volunteer",
    summary: "Leave: sessions end, names are erased, answers stay counted or are withdrawn",
    params: none,
    query: none,
    body: Leaving,
    answer: null,
    status: 204,
  }),
  makeKey: define({
    method: "POST",
    path: "/me/key",
    who: "volunteer",
    summary: "A key with which to go on from another device; the one before stops working",
    params: none,
    query: none,
    body: z.strictObject({}),
    answer: NewKey,
    status: 201,
  }),
  listOwnCampaigns: define({
    method: "GET",
    path: "/me/campaigns",
    who: "volunteer",
    summary: "What I did, campaign by campaign",
    params: none,
    query: none,
    body: null,
    answer: z.object({ items: z.array(OwnCampaign) }),
    status: 200,
  }),
  getOwnData: define({
    method: "GET",
    path: "/me/data",
    who: "volunteer",
    summary: "Everything that is held about me",
    params: none,
    query: none,
    body: null,
    answer: OwnData,
    status: 200,
  }),
  listCampaigns: define({
    method: "GET",
    path: "/campaigns",
    who: "anyone",
    summary: "Campaigns, newest first; drafts to staff only",
    params: none,
    query: z.object(page),
    body: null,
    answer: list(Campaign),
    status: 200,
  }),
  getCampaign: define({
    method: "GET",
    path: "/campaigns/{slug}",
    who: "anyone",
    summary: "One campaign",
    params: bySlug,
    query: none,
    body: null,
    answer: Campaign,
    status: 200,
  }),
  createCampaign: define({
    method: "POST",
    path: "/campaigns",
    who: "admin",
    summary: "A new campaign, as a draft",
    params: none,
    query: none,
    body: NewCampaign,
    answer: Campaign,
    status: 201,
  }),
  changeCampaign: define({
    method: "PATCH",
    path: "/campaigns/{slug}",
    who: "admin",
    summary: "Change a campaign or its status",
    params: bySlug,
    query: none,
    body: CampaignChange,
    answer: Campaign,
    status: 200,
  }),
  getBoard: define({
    method: "GET",
    path: "/campaigns/{slug}/board",
    who: "anyone",
    summary: "Volunteers who chose to be named, by answers",
    params: bySlug,
    query: none,
    body: null,
    answer: Board,
    status: 200,
  }),
  getGuide: define({
    method: "GET",
    path: "/campaigns/{slug}/guide",
    who: "anyone",
    summary: "The campaign's field guide",
    params: bySlug,
    query: none,
    body: null,
    answer: Guide,
    status: 200,
  }),
  putGuide: define({
    method: "PUT",
    path: "/campaigns/{slug}/guide",
    who: "admin",
    summary: "Replace the campaign's field guide",
    params: bySlug,
    query: none,
    body: GuideInput,
    answer: Guide,
    status: 200,
  }),
  createBatch: define({
    method: "POST",
    path: "/campaigns/{slug}/batches",
    who: "admin",
    summary: "Import scenes or buildings",
    params: bySlug,
    query: none,
    body: NewBatch,
    answer: byId,
    status: 202,
  }),
  listBatches: define({
    method: "GET",
    path: "/campaigns/{slug}/batches",
    who: "admin",
    summary: "Imports of a campaign, newest first",
    params: bySlug,
    query: z.object(page),
    body: null,
    answer: list(Batch),
    status: 200,
  }),
  getBatch: define({
    method: "GET",
    path: "/batches/{id}",
    who: "admin",
    summary: "How an import goes, file by file",
    params: byId,
    query: none,
    body: null,
    answer: Batch,
    status: 200,
  }),
  listUploads: define({
    method: "GET",
    path: "/uploads",
    who: "admin",
    summary: "Files sent here, newest first; sending is tus 1.0 at the same address",
    params: none,
    query: z.object(page),
    body: null,
    answer: list(Upload),
    status: 200,
  }),
  getUpload: define({
    method: "GET",
    path: "/uploads/{id}",
    who: "admin",
    summary: "How much of a file has arrived, and its SHA-256",
    params: byId,
    query: none,
    body: null,
    answer: Upload,
    status: 200,
  }),
  buildTasks: define({
    method: "POST",
    path: "/campaigns/{slug}/tasks",
    who: "admin",
    summary: "Put buildings without a task into tasks",
    params: bySlug,
    query: none,
    body: z.strictObject({ buildingsPerTask: z.int().min(1).max(20).default(1) }),
    answer: z.object({ tasks: z.int(), buildings: z.int() }),
    status: 200,
  }),
  leaseAssignments: define({
    method: "POST",
    path: "/campaigns/{slug}/assignments",
    who: "volunteer",
    summary: "My open tasks, topped up to count; beside those named in besides, count more",
    params: bySlug,
    query: none,
    body: NewLease,
    answer: AssignmentsAnswer,
    status: 201,
  }),
  skipAssignment: define({
    method: "DELETE",
    path: "/assignments/{id}",
    who: "volunteer",
    summary: "Skip a task: it is not offered to me again",
    params: byId,
    query: none,
    body: null,
    answer: null,
    status: 204,
  }),
  getLesson: define({
    method: "GET",
    path: "/assignments/{id}/lesson",
    who: "volunteer",
    summary: "After practice: what experts know, beside my answers; they cannot be revised from then on",
    params: byId,
    query: none,
    body: null,
    answer: Lesson,
    status: 200,
  }),
  castVotes: define({
    method: "PUT",
    path: "/assignments/{id}/votes",
    who: "volunteer",
    summary: "Answer; sent twice counts once",
    params: byId,
    query: none,
    body: CastVotes,
    answer: z.object({ votes: z.array(VoteReceipt) }),
    status: 200,
  }),
  listConsensus: define({
    method: "GET",
    path: "/campaigns/{slug}/consensus",
    who: "readers",
    summary: "What the votes say of every building",
    params: bySlug,
    query: consensusQuery,
    body: null,
    answer: ConsensusPage,
    status: 200,
  }),
  listChanges: define({
    method: "GET",
    path: "/campaigns/{slug}/changes",
    who: "readers",
    summary: "Consensus that changed since a number",
    params: bySlug,
    query: z.object({
      after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
      limit: wholeNumber(1, 10_000).optional(),
    }),
    body: null,
    answer: ChangesPage,
    status: 200,
  }),
  getQuality: define({
    method: "GET",
    path: "/campaigns/{slug}/quality",
    who: "analyst",
    summary: "How far volunteers agree, and how right they are where experts know",
    params: bySlug,
    query: none,
    body: null,
    answer: Quality,
    status: 200,
  }),
  getUpkeep: define({
    method: "GET",
    path: "/campaigns/{slug}/upkeep",
    who: "analyst",
    summary: "What is still to be computed of the consensus",
    params: bySlug,
    query: none,
    body: null,
    answer: Upkeep,
    status: 200,
  }),
  listVolunteers: define({
    method: "GET",
    path: "/campaigns/{slug}/volunteers",
    who: "admin",
    summary: "Who answered, and how far each can be relied on",
    params: bySlug,
    query: z.object({ ...page, limit: wholeNumber(1, 200).optional() }),
    body: null,
    answer: list(CampaignVolunteer),
    status: 200,
  }),
  getCopying: define({
    method: "GET",
    path: "/campaigns/{slug}/copying",
    who: "admin",
    summary: "Accounts that seem to copy each other, and those cleared of it",
    params: bySlug,
    query: none,
    body: null,
    answer: CopyingReport,
    status: 200,
  }),
  decideCopying: define({
    method: "PUT",
    path: "/campaigns/{slug}/volunteers/{id}/copying",
    who: "admin",
    summary: "Decide whether a volunteer counts on their own, whoever they agree with",
    params: z.object({ slug: Slug, id: Id }),
    query: none,
    body: CopyingInput,
    answer: z.object({ id: Id, cleared: z.boolean() }),
    status: 200,
  }),
  getBuilding: define({
    method: "GET",
    path: "/campaigns/{slug}/buildings/{id}",
    who: "analyst",
    summary: "One building with its votes and history",
    params: byBuilding,
    query: none,
    body: null,
    answer: BuildingDetail,
    status: 200,
  }),
  reviewBuilding: define({
    method: "PUT",
    path: "/campaigns/{slug}/buildings/{id}/review",
    who: "analyst",
    summary: "Decide a building, with a reason",
    params: byBuilding,
    query: none,
    body: NewReview,
    answer: BuildingDetail,
    status: 200,
  }),
  markGold: define({
    method: "PUT",
    path: "/campaigns/{slug}/buildings/{id}/gold",
    who: "admin",
    summary: "State what experts know of a building",
    params: byBuilding,
    query: none,
    body: NewGold,
    answer: NewGold,
    status: 200,
  }),
  withdrawGold: define({
    method: "DELETE",
    path: "/campaigns/{slug}/buildings/{id}/gold",
    who: "admin",
    summary: "Take back what was stated of a building",
    params: byBuilding,
    query: none,
    body: null,
    answer: null,
    status: 204,
  }),
  excludeVolunteer: define({
    method: "PUT",
    path: "/volunteers/{id}/exclusion",
    who: "admin",
    summary: "Stop or resume counting a volunteer's votes",
    params: byId,
    query: none,
    body: ExclusionInput,
    answer: z.object({ id: Id, excluded: z.boolean() }),
    status: 200,
  }),
  askQuestion: define({
    method: "POST",
    path: "/assignments/{id}/questions",
    who: "volunteer",
    summary: "Report a problem with a building, or ask about it",
    params: byId,
    query: none,
    body: NewQuestion,
    answer: byId,
    status: 201,
  }),
  listOwnQuestions: define({
    method: "GET",
    path: "/me/questions",
    who: "volunteer",
    summary: "What I reported or asked, with the answers, newest first",
    params: none,
    query: z.object(page),
    body: null,
    answer: list(OwnQuestion),
    status: 200,
  }),
  listQuestions: define({
    method: "GET",
    path: "/campaigns/{slug}/questions",
    who: "analyst",
    summary: "What volunteers report or ask, newest first",
    params: bySlug,
    query: z.object({ ...page, status: QuestionStatus.optional() }),
    body: null,
    answer: list(Question),
    status: 200,
  }),
  replyToQuestion: define({
    method: "PUT",
    path: "/questions/{id}",
    who: "analyst",
    summary: "Answer a question, close it, or open it again",
    params: byId,
    query: none,
    body: QuestionReply,
    answer: Question,
    status: 200,
  }),
  createExport: define({
    method: "POST",
    path: "/campaigns/{slug}/exports",
    who: "analyst",
    summary: "Write the consensus to a file",
    params: bySlug,
    query: none,
    body: NewExport,
    answer: byId,
    status: 202,
  }),
  listExports: define({
    method: "GET",
    path: "/campaigns/{slug}/exports",
    who: "analyst",
    summary: "Exports of a campaign, newest first",
    params: bySlug,
    query: z.object(page),
    body: null,
    answer: list(Export),
    status: 200,
  }),
  getExport: define({
    method: "GET",
    path: "/exports/{id}",
    who: "analyst",
    summary: "How an export goes",
    params: byId,
    query: none,
    body: null,
    answer: Export,
    status: 200,
  }),
} as const;

export type ApiName = keyof typeof API;
/** What a caller sends: parameters of the path, of the query, and the body, before defaults are filled in. */
export type InputOf<E extends Endpoint> = FieldsOf<E["params"]> &
  FieldsOf<E["query"]> &
  (E["body"] extends z.ZodType ? z.input<E["body"]> : unknown);
/** zod gives an object without fields as `Record<string, never>`, with which nothing else can be combined. */
type FieldsOf<S extends z.ZodObject> = [keyof S["shape"]] extends [never] ? unknown : z.input<S>;
/** What comes back. */
export type AnswerOf<E extends Endpoint> = E["answer"] extends z.ZodType ? z.output<E["answer"]> : undefined;
