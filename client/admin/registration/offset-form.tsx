import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Crosshair } from "lucide-react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../../shared/api.ts";
import type { Scene, SceneOffset } from "../../../shared/scenes.ts";
import { call } from "../../api.ts";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../field.tsx";
import { Refusal } from "../refusal.tsx";
import { MetresInput } from "./metres-input.tsx";
import { ProposalWords } from "./proposal-words.tsx";

type OffsetFormProps = {
  scene: Scene;
  references: readonly Scene[];
  reference: Scene | null;
  draft: SceneOffset;
  isChanged: boolean;
  onReference: (id: string) => void;
  onDraft: (offset: SceneOffset) => void;
};

/** Where the scene lies in figures, what a measurement proposes, and the decision. */
export function OffsetForm(props: OffsetFormProps) {
  const { scene, references, reference, draft, isChanged, onDraft } = props;
  const { t } = useTranslation("admin");
  const format = useFormat();
  const queries = useQueryClient();
  const propose = useMutation({
    mutationFn: (other: string) => call(API.proposeSceneOffset, { id: scene.id, reference: other }),
    onSuccess: ({ eastMetres, northMetres }) => {
      if (eastMetres !== null && northMetres !== null) onDraft({ eastMetres, northMetres });
    },
  });
  const save = useMutation({
    mutationFn: () => call(API.moveScene, { id: scene.id, ...draft }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="registration-form" onSubmit={handleSubmit}>
      <Field label={t("registration.reference")} hint={t("registration.referenceHint")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={reference?.id ?? ""}
            onChange={(event) => {
              propose.reset();
              props.onReference(event.target.value);
            }}
          >
            {references.length === 0 && <option value="">{t("registration.noReference")}</option>}
            {references.map(({ id, acquiredAt, acquiredPrecision, sensor }) => (
              <option key={id} value={id}>
                {[format.moment(acquiredAt, acquiredPrecision), sensor].filter(Boolean).join(" · ")}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Button
        disabled={reference === null || propose.isPending}
        onClick={() => reference !== null && propose.mutate(reference.id)}
      >
        <Crosshair size={18} aria-hidden="true" />
        {t(propose.isPending ? "registration.measuring" : "registration.propose")}
      </Button>
      <div aria-live="polite">
        {propose.isSuccess && <ProposalWords proposal={propose.data} />}
        {propose.isError && <Refusal fault={propose.error} />}
      </div>
      <div className="registration-metres">
        <MetresInput
          label={t("registration.east")}
          metres={draft.eastMetres}
          onMetres={(eastMetres) => onDraft({ ...draft, eastMetres })}
        />
        <MetresInput
          label={t("registration.north")}
          metres={draft.northMetres}
          onMetres={(northMetres) => onDraft({ ...draft, northMetres })}
        />
      </div>
      <p className="quiet">{t("registration.keepsVotes")}</p>
      {save.isError && <Refusal fault={save.error} />}
      <div className="step-actions">
        <Button disabled={!isChanged || save.isPending} onClick={() => onDraft(scene.offset)}>
          {t("registration.back")}
        </Button>
        <Button tone="primary" type="submit" disabled={!isChanged || save.isPending}>
          {t("registration.save")}
        </Button>
      </div>
      <output className="registration-saved">
        {save.isSuccess && !isChanged && t("registration.saved")}
      </output>
    </form>
  );
}
