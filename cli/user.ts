import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { z } from "zod";
import { addStaff, listStaff, revokeStaff } from "../core/accounts/accounts.ts";
import type { Config } from "../core/config.ts";
import { signInUrl } from "../server/sign-in.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";
import { ADDRESS_FILE } from "./serve.ts";

const Address = z.object({ url: z.string(), pid: z.number() });

/** `aftermap user add`: a new analyst or admin, with a sign-in link and a token, each shown once. */
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
      await withContext(settings, (ctx) => revokeStaff(ctx, id));
      answer(options, { revoked: id }, "They are shut out; what they decided stays");
    });
  const command = new Command("user").description("people who run campaigns");
  return command.addCommand(add).addCommand(list).addCommand(revoke);
}

/** Where browsers find the server: as set, else where one runs now on this machine, else where one would. */
export async function originOf(config: Config): Promise<string> {
  if (config.publicUrl !== null) return config.publicUrl;
  const running = await readFile(path.join(config.dataDir, ADDRESS_FILE), "utf8").catch(() => null);
  const address = running === null ? null : Address.safeParse(JSON.parse(running)).data;
  return address?.url ?? `http://${config.host}:${config.port}`;
}
