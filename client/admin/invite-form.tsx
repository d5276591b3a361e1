import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { StaffRole } from "../../shared/invitations.ts";
import { call } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";
import { SecretLink } from "./secret-link.tsx";

/** How long a link may work, hours. */
const PERIODS = [
  ["day", 24],
  ["threeDays", 72],
  ["week", 168],
  ["month", 720],
] as const;

/** Makes an invitation; its link is shown once, to be sent to one person. */
export function InviteForm() {
  const { t } = useTranslation("staff");
  const queries = useQueryClient();
  const [role, setRole] = useState<StaffRole>("analyst");
  const [name, setName] = useState("");
  const [hours, setHours] = useState("72");
  const invite = useMutation({
    mutationFn: () =>
      call(API.invite, {
        role,
        expiresInHours: Number(hours),
        ...(name.trim() === "" ? {} : { name: name.trim() }),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["invitations"] }),
  });
  const errors = errorsFrom(invite.error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  const handleClose = () => {
    invite.reset();
    setName("");
  };
  return (
    <form className="step-form" onSubmit={handleSubmit}>
      <Field label={t("invite.role")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={role}
            onChange={(event) => setRole(StaffRole.parse(event.target.value))}
          >
            {StaffRole.options.map((one) => (
              <option key={one} value={one}>
                {t(`team.${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("invite.name")} hint={t("invite.nameHint")} error={errorAt(errors, "name")}>
        {(control) => (
          <input
            {...control}
            className="input"
            dir="auto"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("invite.expires")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={hours}
            onChange={(event) => setHours(event.target.value)}
          >
            {PERIODS.map(([period, length]) => (
              <option key={period} value={length}>
                {t(`invite.${period}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {invite.isError && <Refusal fault={invite.error} />}
      <Button tone="primary" type="submit" disabled={invite.isPending}>
        {t("invite.make")}
      </Button>
      {invite.data !== undefined && (
        <SecretLink
          title={t("invite.linkTitle")}
          text={t("invite.linkText")}
          url={invite.data.url}
          onClose={handleClose}
        />
      )}
    </form>
  );
}
