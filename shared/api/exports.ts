import { z } from "zod";
import { Export, NewExport } from "../exports.ts";
import { none, bySlug, byId, page, list, define } from "./endpoint.ts";

/** Files to take away. */
export const EXPORT_CALLS = {
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
    inArchive: "works",
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
  cancelExport: define({
    method: "DELETE",
    path: "/exports/{id}",
    who: "analyst",
    summary: "Stop an export that is not finished",
    params: byId,
    query: none,
    body: null,
    answer: Export,
    status: 200,
    inArchive: "works",
  }),
  getExportDictionary: define({
    method: "GET",
    path: "/exports/{id}/dictionary",
    who: "analyst",
    summary: "What each column of an export means",
    params: byId,
    query: none,
    body: null,
    answer: z.object({ columns: z.array(z.object({ name: z.string(), meaning: z.string() })) }),
    status: 200,
  }),
} as const;
