import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { NewSceneVersion, Scene } from "../../shared/scenes.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Field } from "./field.tsx";
import { Refusal } from "./refusal.tsx";
import { type LookDraft, lookOf, PLAIN_LOOK } from "./scene-look-draft.ts";
import "./scene-look.css";
import { sceneVersionsKey, SceneVersions } from "./scene-versions.tsx";

type SceneLookProps = { scene: Scene; onClose: () => void };

/** Which bands of an image are shown and how bright: each choice is another picture with tiles of its own. */
export function SceneLook({ scene, onClose }: SceneLookProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(PLAIN_LOOK);
  const [isTried, setIsTried] = useState(false);
  const make = useMutation({
    mutationFn: (look: NewSceneVersion) => call(API.createSceneVersion, { id: scene.id, ...look }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sceneVersionsKey(scene.id) }),
  });
  const look = lookOf(draft);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(typeof look === "string");
    if (typeof look !== "string") make.mutate(look);
  };
  const fault = isTried && typeof look === "string" ? look : null;
  const date = format.moment(scene.acquiredAt, scene.acquiredPrecision);
  return (
    <ModalDialog title={t("imagery.look.title", { date })} onClose={onClose}>
      <form className="step-form" noValidate onSubmit={handleSubmit}>
        <p className="quiet">{t("imagery.look.hint")}</p>
        <LookFields draft={draft} fault={fault} onChange={(part) => setDraft({ ...draft, ...part })} />
        {make.error !== null && <Refusal fault={make.error} />}
        <div className="step-actions">
          <Button onClick={onClose}>{t("close", { ns: "common" })}</Button>
          <Button tone="primary" type="submit" disabled={make.isPending}>
            {t("imagery.look.make")}
          </Button>
        </div>
      </form>
      <SceneVersions scene={scene} />
    </ModalDialog>
  );
}

const KINDS = ["plain", "percentile", "values"] as const satisfies readonly LookDraft["kind"][];
/** Where each kind begins. */
const ENDS = {
  plain: { black: "2", white: "98" },
  percentile: { black: "2", white: "98" },
  values: { black: "0", white: "255" },
};

type LookFieldsProps = {
  draft: LookDraft;
  fault: "bandsWrong" | "order" | null;
  onChange: (part: Partial<LookDraft>) => void;
};

function LookFields({ draft, fault, onChange }: LookFieldsProps) {
  const { t } = useTranslation("admin");
  return (
    <>
      <Field
        label={t("imagery.look.bands")}
        hint={t("imagery.look.bandsHint")}
        {...(fault === "bandsWrong" ? { error: draft.bands, remedy: t("imagery.look.bandsWrong") } : {})}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            dir="ltr"
            inputMode="numeric"
            placeholder="3, 2, 1"
            value={draft.bands}
            onChange={(event) => onChange({ bands: event.target.value })}
          />
        )}
      </Field>
      <fieldset className="look-kinds">
        <legend>{t("imagery.look.stretch")}</legend>
        {KINDS.map((kind) => (
          <label key={kind} className="check">
            <input
              type="radio"
              name="look-kind"
              checked={draft.kind === kind}
              onChange={() => onChange({ kind, ...ENDS[kind] })}
            />
            {t(`imagery.look.${kind}`)}
          </label>
        ))}
      </fieldset>
      {draft.kind !== "plain" && (
        <div className="look-ends">
          {(["black", "white"] as const).map((end) => (
            <Field
              key={end}
              label={t(`imagery.look.${end}`)}
              {...(fault === "order" && end === "black"
                ? { error: `${draft.black} – ${draft.white}`, remedy: t("imagery.look.order") }
                : {})}
            >
              {(control) => (
                <input
                  {...control}
                  className="input"
                  type="number"
                  step="any"
                  {...(draft.kind === "percentile" ? { min: 0, max: 100 } : {})}
                  value={draft[end]}
                  onChange={(event) => onChange({ [end]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </>
  );
}
