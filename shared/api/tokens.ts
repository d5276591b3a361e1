import { z } from "zod";
import { MadeToken, NewToken, OwnToken } from "../tokens.ts";
import { byId, define, none } from "./endpoint.ts";

/** Tokens by which programs of analysts and admins, such as QGIS, read in their name. */
export const TOKEN_CALLS = {
  listTokens: define({
    method: "GET",
    path: "/me/tokens",
    who: "analyst",
    summary: "My tokens for programs, the newest first",
    params: none,
    query: none,
    body: null,
    answer: z.object({ items: z.array(OwnToken) }),
    status: 200,
  }),
  makeToken: define({
    method: "POST",
    path: "/me/tokens",
    who: "analyst",
    summary: "Make a token for a program; it is shown once, and only a browser's session may ask for it",
    params: none,
    query: none,
    body: NewToken,
    answer: MadeToken,
    status: 201,
  }),
  endToken: define({
    method: "DELETE",
    path: "/me/tokens/{id}",
    who: "analyst",
    summary: "End a token of mine at once",
    params: byId,
    query: none,
    body: null,
    answer: null,
    status: 204,
  }),
} as const;
