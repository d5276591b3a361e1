import { z } from "zod";
import { Slug } from "./ids.ts";
import { Progress } from "./campaigns.ts";

/** What a browser may ask of the socket. Nobody writes through it. */
export const Watch = z.strictObject({ campaign: Slug });
export type Watch = z.infer<typeof Watch>;

/** To every watcher: how far the campaign is. */
export type ProgressEvent = { campaign: string; seq: number; progress: z.infer<typeof Progress> };
/** To those who may read consensus: something changed; fetch `changes?after=` the last number you have. */
export type ConsensusEvent = { campaign: string; seq: number };
/** To admins: accounts were flagged as copies of each other; fetch the volunteers and decide. */
export type CopyingEvent = { campaign: string };
/** To those who may see it: a batch or an export moved; fetch it. */
export type JobEvent = { campaign: string; id: string };

export type ServerToClientEvents = {
  progress: (event: ProgressEvent) => void;
  consensus: (event: ConsensusEvent) => void;
  copying: (event: CopyingEvent) => void;
  batch: (event: JobEvent) => void;
  export: (event: JobEvent) => void;
};
export type ClientToServerEvents = {
  watch: (request: unknown, acknowledge?: (answer: { ok: boolean; reason?: string }) => void) => void;
};
