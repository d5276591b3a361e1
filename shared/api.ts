import type { z } from "zod";
import { ACCOUNT_CALLS } from "./api/accounts.ts";
import { ADMINISTRATION_CALLS } from "./api/administration.ts";
import { CAMPAIGN_CALLS } from "./api/campaigns.ts";
import { CONSENSUS_CALLS } from "./api/consensus.ts";
import { EXPORT_CALLS } from "./api/exports.ts";
import { IMPORT_CALLS } from "./api/imports.ts";
import { REVIEW_CALLS } from "./api/reviews.ts";
import { SCENE_CALLS } from "./api/scenes.ts";
import { SECOND_FACTOR_CALLS } from "./api/second-factor.ts";
import { TAGGING_CALLS } from "./api/tagging.ts";
import { TOKEN_CALLS } from "./api/tokens.ts";
import type { Endpoint } from "./api/endpoint.ts";

export type { Endpoint } from "./api/endpoint.ts";

/**
 * The whole HTTP API: the server serves it, the client calls it, OpenAPI is written from it. One entry a call, a file of
 * `shared/api/` a noun.
 */
export const API = {
  ...ACCOUNT_CALLS,
  ...SECOND_FACTOR_CALLS,
  ...TOKEN_CALLS,
  ...ADMINISTRATION_CALLS,
  ...CAMPAIGN_CALLS,
  ...IMPORT_CALLS,
  ...SCENE_CALLS,
  ...TAGGING_CALLS,
  ...CONSENSUS_CALLS,
  ...REVIEW_CALLS,
  ...EXPORT_CALLS,
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
