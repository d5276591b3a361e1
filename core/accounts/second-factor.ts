/** The staff's second factor: setting it up, asking for it, giving it up (decision 0036). */
import { AppError, TooManyRequests } from "../../shared/errors.ts";
import type { RecoveryCodes, SecondFactor, SecondFactorSetup } from "../../shared/second-factor.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import type { Account } from "./accounts.ts";
import {
  describeSharedKey,
  drawRecoveryCodes,
  findStep,
  hashRecoveryCode,
  isSixDigits,
  makeSalt,
  makeSharedKey,
  plainCode,
} from "./one-time-codes.ts";
import { seal, unseal } from "./sealing.ts";
import {
  confirmFactor,
  countMisses,
  countRecoveryCodesLeft,
  deleteSecondFactor,
  deleteSessionsOf,
  insertMiss,
  lockSecondFactor,
  replaceRecoveryCodes,
  selectSecondFactor,
  spendRecoveryCode,
  updateLastStep,
  updateRecoverySalt,
  upsertBegunFactor,
  type SecondFactorRow,
} from "./second-factor.sql.ts";

/** Six digits have a million values and three of them are right at a time: so many guesses find one in years. */
const MOST_MISSES = 10;
const MISSES_MINUTES = 15;

/** Whether somebody has a second factor. */
export async function getSecondFactor(ctx: Context, actor: Account): Promise<SecondFactor> {
  const factor = await selectSecondFactor(ctx.db, actor.id);
  const { left } = await countRecoveryCodesLeft(ctx.db, actor.id);
  const since = factor?.confirmedAt ?? null;
  return { since, isRequired: ctx.config.isSecondFactorRequired, recoveryCodesLeft: left };
}

/**
 * Begins to set a second factor up; nobody is asked for it before its first code was right.
 *
 * @param place the host of this installation
 * @throws AppError `conflict` when there is one that works
 */
export async function beginSetup(ctx: Context, account: Account, place: string): Promise<SecondFactorSetup> {
  const key = makeSharedKey();
  const sealed = await seal(ctx.config, account.id, key);
  const begun = await ctx.db.transaction((tx) => upsertBegunFactor(tx, account.id, sealed));
  if (begun === null) throw hasOne();
  return describeSharedKey(key, place, account.pseudonym);
}

/**
 * Finishes setting up with the first code, and gives the recovery codes, this once.
 *
 * @param alongside what must become true in the same transaction
 * @throws AppError `invalid_input` for a wrong code, `conflict` when nothing was begun or it is finished already
 */
export async function confirmSetup(
  ctx: Context,
  account: Account,
  code: string,
  alongside: (tx: Tx) => Promise<void>,
): Promise<RecoveryCodes> {
  const begun = await selectSecondFactor(ctx.db, account.id);
  if (begun === null) throw new AppError("conflict", "Begin to set the second factor up first");
  const step = findStep(await openKey(ctx, account.id, begun), plainCode(code), Date.now());
  if (step === null) throw wrongCode();
  const codes = await makeRecoveryCodes();
  await ctx.db.transaction(async (tx) => {
    const factor = await lockSecondFactor(tx, account.id);
    if (factor === null || factor.confirmedAt !== null || !factor.sealedKey.equals(begun.sealedKey))
      throw hasOne();
    await confirmFactor(tx, account.id, { step, salt: codes.salt });
    await replaceRecoveryCodes(tx, account.id, codes.hashes);
    await alongside(tx);
  });
  ctx.log.info({ account: account.id }, "second factor set up");
  return { recoveryCodes: codes.plain };
}

/** New recovery codes in place of the old. @throws AppError as `checkCode` does */
export async function renewRecoveryCodes(
  ctx: Context,
  actor: Account,
  { code }: { code: string },
): Promise<RecoveryCodes> {
  const codes = await makeRecoveryCodes();
  await checkCode(ctx, actor.id, code, async (tx) => {
    await updateRecoverySalt(tx, actor.id, codes.salt);
    await replaceRecoveryCodes(tx, actor.id, codes.hashes);
  });
  return { recoveryCodes: codes.plain };
}

/** Gives the second factor up. @throws AppError `forbidden` where all staff must have one, else as `checkCode` does */
export async function removeSecondFactor(
  ctx: Context,
  actor: Account,
  { code }: { code: string },
): Promise<void> {
  if (ctx.config.isSecondFactorRequired)
    throw new AppError("forbidden", "Here all staff must have a second factor");
  await checkCode(ctx, actor.id, code, async (tx) => {
    await deleteSecondFactor(tx, actor.id);
  });
  ctx.log.info({ account: actor.id }, "second factor given up");
}

/** For whoever lost authenticator and recovery codes: no code is asked any more, and sessions end. */
export async function resetSecondFactor(ctx: Context, id: string): Promise<void> {
  const removed = await ctx.db.transaction(async (tx) => {
    await deleteSessionsOf(tx, id);
    return deleteSecondFactor(tx, id);
  });
  if (removed === 0) throw new AppError("not_found", "Nobody of this id has a second factor");
  ctx.log.info({ account: id }, "second factor reset");
}

/**
 * Checks a code of somebody's second factor and does what it was asked for, or counts the miss. A code is right once;
 * after ten wrong ones in a quarter of an hour none is looked at, in whichever process it is typed.
 *
 * @throws AppError `invalid_input` for a wrong code, `conflict` without a second factor; TooManyRequests
 */
export async function checkCode(
  ctx: Context,
  accountId: string,
  typed: string,
  thenDo: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { misses } = await countMisses(ctx.db, accountId, MISSES_MINUTES);
  const attempt = misses >= MOST_MISSES ? null : await readAttempt(ctx, accountId, typed);
  const outcome = await ctx.db.transaction(async (tx) => {
    const factor = await lockSecondFactor(tx, accountId);
    if (factor === null || factor.confirmedAt === null)
      throw new AppError("conflict", "There is no second factor");
    const { misses: missed, secondsLeft } = await countMisses(tx, accountId, MISSES_MINUTES);
    if (missed >= MOST_MISSES || attempt === null) return secondsLeft;
    const isRight = await spend(tx, accountId, factor, attempt);
    await (isRight ? thenDo(tx) : insertMiss(tx, accountId));
    return isRight;
  });
  if (outcome === true) return;
  ctx.log.info({ account: accountId, isSlowed: outcome !== false }, "code refused");
  if (outcome === false) throw wrongCode();
  throw new TooManyRequests("Too many wrong codes", Math.max(1, outcome));
}

/** What was typed, worked out before any lock is taken: scrypt is slow on purpose. */
type Attempt = { step: number | null; hash: Buffer | null };

async function readAttempt(ctx: Context, accountId: string, typed: string): Promise<Attempt> {
  const factor = await selectSecondFactor(ctx.db, accountId);
  if (factor === null) return { step: null, hash: null };
  const code = plainCode(typed);
  if (isSixDigits(code)) {
    const step = findStep(await openKey(ctx, accountId, factor), code, Date.now());
    return { step, hash: null };
  }
  const { recoverySalt } = factor;
  return { step: null, hash: recoverySalt === null ? null : await hashRecoveryCode(code, recoverySalt) };
}

async function spend(tx: Tx, accountId: string, factor: SecondFactorRow, attempt: Attempt): Promise<boolean> {
  const { step, hash } = attempt;
  if (step !== null && step > factor.lastStep) {
    await updateLastStep(tx, accountId, step);
    return true;
  }
  return hash !== null && (await spendRecoveryCode(tx, accountId, hash)) !== null;
}

/** @throws AppError `conflict` when SECRET has changed since */
async function openKey(ctx: Context, accountId: string, { sealedKey }: SecondFactorRow): Promise<Buffer> {
  const key = await unseal(ctx.config, accountId, sealedKey);
  if (key === null)
    throw new AppError(
      "conflict",
      "SECRET has changed since this second factor was set up: aftermap user reset-second-factor",
    );
  return key;
}

async function makeRecoveryCodes(): Promise<{ plain: string[]; hashes: Buffer[]; salt: Buffer }> {
  const salt = makeSalt();
  const plain = drawRecoveryCodes();
  const hashes = await Promise.all(plain.map((code) => hashRecoveryCode(code, salt)));
  return { plain, hashes, salt };
}

const hasOne = () =>
  new AppError("conflict", "There is a second factor already: give it up with a code of it first");
const wrongCode = () =>
  new AppError("invalid_input", "The code is not right", {
    errors: [{ path: "code", message: "wrong, used before or too old: type the one shown now" }],
  });
