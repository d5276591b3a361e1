import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { z } from "zod";
import { addStaff, listStaff, makeSignInLink, revokeStaff } from "../core/accounts/accounts.ts";
import { resetSecondFactor } from "../core/accounts/second-factor.ts";
import { invite, listInvitations, revokeInvitation } from "../core/accounts/invitations.ts";
import type { Config } from "../core/config.ts";
import { invitationUrl, signInUrl } from "../server/sign-in.ts";
import { AppError } from "../shared/errors.ts";
import { Id } from "../shared/ids.ts";
import { NewInvitation } from "../shared/invitations.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";
import { ADDRESS_FILE } from "./serve.ts";

const Address = z.object({ url: z.string(), pid: z.number() });

/** `aftermap user …`: analysts and admins, and how they come in; links and tokens are shown once. */
export function userCommand(settings: Settings): Command {
  const add = jsonCommand("add", "a new analyst or admin, with a sign-in link and a token")
    .addOption(
      new Option("--role <role>", "what they may do").choices(["admin", "analyst"]).makeOptionMandatory(),
    )
    .requiredOption("--name <name>", "how they are called among staff")
    .action(async ({ role, name, json }: { role: "admin" | "analyst"; name: string; json?: boolean }) => {
      const added = await withContext(settings, async (ctx) => {
        const { account, linkSecret, token } = await addStaff(ctx, { role, name, linkUses: 1 });
        return {
          id: account.id,
          role,
          name,
          signInUrl: signInUrl(await originOf(ctx.config), linkSecret),
          token,
        };
      });
      const words = `Sign-in link (once, within 24 hours): ${added.signInUrl}\nToken for programs (until revoked by aftermap user revoke): ${added.token}`;
      answer({ json: json ?? false }, added, words);
    });
  const inviteOne = jsonCommand("invite", "a link that makes an analyst or admin of whoever accepts it first")
    .addOption(
      new Option("--role <role>", "what they may do").choices(["admin", "analyst"]).makeOptionMandatory(),
    )
    .option("--name <name>", "how they are called among staff")
    .option("--expires-in-hours <hours>", "how long the link works, 1 to 720", Number, 72)
    .action(async ({ json, ...asked }: InviteFlags) => {
      const parsed = NewInvitation.safeParse(asked);
      if (!parsed.success)
        throw new AppError("invalid_input", "use 1 to 720 hours, and a name of 1 to 200 characters");
      const made = await withContext(settings, async (ctx) => {
        const { invitation, secret } = await invite(ctx, null, parsed.data);
        return { ...invitation, url: invitationUrl(await originOf(ctx.config), secret) };
      });
      answer({ json: json ?? false }, made, `Invitation (once, until ${made.expiresAt}): ${made.url}`);
    });
  const invitations = jsonCommand("invitations", "invitations and what became of them").action(
    async (options: { json?: boolean }) => {
      const items = await withContext(settings, listInvitations);
      const lines = items.map(
        ({ id, role, state, expiresAt, name }) =>
          `${id}  ${role.padEnd(7)}  ${state.padEnd(7)}  ${expiresAt}  ${name ?? ""}`,
      );
      answer(options, { items }, lines.join("\n") || "No invitations yet");
    },
  );
  const withdraw = jsonCommand("uninvite", "take an invitation back that nobody has accepted")
    .argument("<id>", "as `user invitations` shows it")
    .action(async (id: string, options: { json?: boolean }) => {
      await withContext(settings, (ctx) => revokeInvitation(ctx, idOf(id)));
      answer(options, { revoked: id }, "The link opens nothing any more");
    });
  const link = jsonCommand("link", "one more sign-in link for somebody of the staff")
    .argument("<id>", "as `user list` shows it")
    .action(async (id: string, options: { json?: boolean }) => {
      const url = await withContext(settings, async (ctx) => {
        const { linkSecret } = await makeSignInLink(ctx, idOf(id));
        return signInUrl(await originOf(ctx.config), linkSecret);
      });
      answer(options, { signInUrl: url }, `Sign-in link (once, within 24 hours): ${url}`);
    });
  const list = jsonCommand("list", "analysts and admins").action(async (options: { json?: boolean }) => {
    const staff = await withContext(settings, listStaff);
    const lines = staff.map(
      ({ id, role, name, createdAt }) => `${id}  ${role.padEnd(7)}  ${createdAt}  ${name ?? ""}`,
    );
    answer(options, { staff }, lines.join("\n"));
  });
  const revoke = jsonCommand("revoke", "shut somebody out: tokens, sessions and links end at once")
    .argument("<id>", "as `user list` shows it")
    .action(async (id: string, options: { json?: boolean }) => {
      await withContext(settings, (ctx) => revokeStaff(ctx, idOf(id)));
      answer(options, { revoked: id }, "They are shut out; what they decided stays");
    });
  const reset = jsonCommand(
    "reset-second-factor",
    "for whoever lost authenticator and recovery codes: none is asked any more, and sessions end",
  )
    .argument("<id>", "as `user list` shows it")
    .action(async (id: string, options: { json?: boolean }) => {
      await withContext(settings, (ctx) => resetSecondFactor(ctx, idOf(id)));
      answer(options, { reset: id }, "No code is asked of them any more: aftermap user link lets them in");
    });
  const command = new Command("user").description("people who run campaigns");
  for (const one of [add, inviteOne, invitations, withdraw, link, list, revoke, reset])
    command.addCommand(one);
  return command;
}

type InviteFlags = { role: "admin" | "analyst"; name?: string; expiresInHours: number; json?: boolean };

/** @throws AppError `not_found` for what cannot be an id */
function idOf(text: string): string {
  const id = Id.safeParse(text);
  if (!id.success) throw new AppError("not_found", `${text} is nobody's id: aftermap user list`);
  return id.data;
}

/** Where browsers find the server: as set, else where one runs now on this machine, else where one would. */
export async function originOf(config: Config): Promise<string> {
  if (config.publicUrl !== null) return config.publicUrl;
  const running = await readFile(path.join(config.dataDir, ADDRESS_FILE), "utf8").catch(() => null);
  const address = running === null ? null : Address.safeParse(JSON.parse(running)).data;
  return address?.url ?? `http://${config.host}:${config.port}`;
}
