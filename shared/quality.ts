import { z } from "zod";

/** One measure of agreement. `value` is null where it is not defined, and `reason` says why. */
export const AgreementMeasure = z.object({
  name: z.string(),
  value: z.number().nullable(),
  reason: z.string().nullable(),
  /** What is counted, and when the number may be quoted. */
  condition: z.string(),
  /** Who defined it, to be cited. */
  source: z.string(),
});
export type AgreementMeasure = z.infer<typeof AgreementMeasure>;

/** How far volunteers agree on the class, each measure by name. 1 is perfect; alpha and kappa are 0 at chance. */
export const Agreement = z.object({
  krippendorffAlphaNominal: AgreementMeasure,
  krippendorffAlphaOrdinal: AgreementMeasure,
  fleissKappa: AgreementMeasure,
  mapswipeAgreement: AgreementMeasure,
});
export type Agreement = z.infer<typeof Agreement>;

/** Of the buildings whose leading class is given a probability in [`from`, `to`): what is stated, and what is right. */
export const ReliabilityRow = z.object({
  from: z.number(),
  to: z.number(),
  buildings: z.int(),
  stated: z.number().nullable(),
  right: z.number().nullable(),
});
export type ReliabilityRow = z.infer<typeof ReliabilityRow>;

/** The class that the crowd gives to buildings which experts know. Each is judged as if its truth had taught nobody. */
export const GoldScores = z.object({
  buildings: z.int(),
  /** Share of buildings whose most probable class is the true one. */
  accuracy: z.number(),
  /** Mean F1 over the classes that are true of some building. */
  macroF1: z.number(),
  /** Gap between stated and right shares of the leading class, ten equal bins (Guo et al., ICML 2017). */
  expectedCalibrationError: z.number(),
  /** Mean squared distance of the distribution from the truth: 0 best, 2 worst (Brier, 1950). */
  brier: z.number(),
  /** Mean −ln p(truth), nats. */
  logLoss: z.number(),
  /** Buildings whose class is stated at 0.95 or more, and the share of them that is wrong; null without any. */
  sure: z.object({ buildings: z.int(), wrong: z.number().nullable() }),
  reliability: z.array(ReliabilityRow),
});
export type GoldScores = z.infer<typeof GoldScores>;

/**
 * The windows that the crowd gives to buildings which experts know. Each is judged as if its truth had taught nobody.
 * Where experts know the window only to lie within several intervals, any of these is right.
 */
export const WindowScores = z.object({
  buildings: z.int(),
  /** Share of buildings whose most probable interval is right. */
  exact: z.number(),
  /** The smallest sets of intervals that hold 90 %: what they state on average, and the share that holds what is right. */
  set90: z.object({
    stated: z.number(),
    covers: z.number(),
    meanIntervals: z.number(),
    /** From the last scene before the set to the first after it, where it has both; null where none has. */
    meanDays: z.number().nullable(),
  }),
  /** Gap between stated and right shares of the most probable interval, ten equal bins (Guo et al., ICML 2017). */
  expectedCalibrationError: z.number(),
  /** Mean −ln p(what is right), nats. */
  logLoss: z.number(),
});
export type WindowScores = z.infer<typeof WindowScores>;

/** How good a campaign's answers are: how far volunteers agree, and how right the crowd is where experts know. */
export const Quality = z.object({
  /** Answers that count: one per volunteer and building, "can't tell" included, none of excluded volunteers. */
  answers: z.int(),
  /** Buildings with such an answer, and the mean number of answers on them; null without any. */
  answeredBuildings: z.int(),
  meanAnswersPerBuilding: z.number().nullable(),
  /** Share of the answers that could not tell: no class, so none of the measures below counts them. */
  cannotTell: z.number().nullable(),
  agreement: Agreement,
  /** How many volunteers the newest fit gives each skill: ten bins of 0–1, the last one closed. */
  skills: z.array(z.int()).length(10),
  /** Null with a reason when nothing can be scored. */
  gold: z.object({ scores: GoldScores.nullable(), reason: z.string().nullable() }),
  /** The same of windows. */
  goldWindow: z.object({ scores: WindowScores.nullable(), reason: z.string().nullable() }),
});
export type Quality = z.infer<typeof Quality>;
