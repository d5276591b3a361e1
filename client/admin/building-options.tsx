import { useTranslation } from "react-i18next";
import { ProfileName } from "../../shared/assessments.ts";
import type { BuildingOptions } from "../../shared/batches.ts";
import { Field } from "./field.tsx";
import { errorAt, type errorsFrom } from "./form-errors.ts";

/** What an admin states of footprints, as it stands in the fields. */
export type BuildingDraft = {
  profile: string;
  idField: string;
  radius: string;
  crs: string;
  layer: string;
  isLatitudeFirst: boolean;
  isDryRun: boolean;
  reportsMissing: boolean;
};

export const NOTHING_STATED: BuildingDraft = {
  profile: "",
  idField: "",
  radius: "",
  crs: "",
  layer: "",
  isLatitudeFirst: false,
  isDryRun: false,
  reportsMissing: false,
};

/** The draft as an import takes it: what was left empty is not stated. */
export function toBuildingOptions(draft: BuildingDraft): BuildingOptions {
  const profile = ProfileName.safeParse(draft.profile);
  return {
    ...(profile.success ? { profile: profile.data } : {}),
    ...(draft.idField.trim() === "" ? {} : { idField: draft.idField.trim() }),
    ...(draft.radius === "" ? {} : { radiusMetres: Number(draft.radius) }),
    ...(draft.crs.trim() === "" ? {} : { crs: draft.crs.trim() }),
    ...(draft.layer.trim() === "" ? {} : { layer: draft.layer.trim() }),
    ...(draft.isLatitudeFirst ? { axisOrder: "yx" as const } : {}),
    ...(draft.isDryRun ? { dryRun: true } : {}),
    ...(draft.reportsMissing ? { reportMissing: true } : {}),
  };
}

type BuildingOptionFieldsProps = {
  draft: BuildingDraft;
  errors: ReturnType<typeof errorsFrom>;
  onChange: (draft: BuildingDraft) => void;
};

const TEXTS = [
  { name: "idField", path: "options.idField" },
  { name: "crs", path: "options.crs" },
  { name: "layer", path: "options.layer" },
] as const;
const TICKS = ["isLatitudeFirst", "reportsMissing", "isDryRun"] as const;

/** Fields for what a file of footprints does not say itself. */
export function BuildingOptionFields({ draft, errors, onChange }: BuildingOptionFieldsProps) {
  const { t } = useTranslation("admin");
  const change = (part: Partial<BuildingDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Field label={t("buildings.profile")} hint={t("buildings.profileHint")}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.profile}
            onChange={(event) => change({ profile: event.target.value })}
          >
            <option value="">{t("buildings.noProfile")}</option>
            {ProfileName.options.map((name) => (
              <option key={name} value={name}>
                {t(`buildings.profiles.${name}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {TEXTS.map(({ name, path }) => (
        <Field
          key={name}
          label={t(`buildings.${name}`)}
          hint={t(`buildings.${name}Hint`)}
          error={errorAt(errors, path)}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              dir="ltr"
              spellCheck={false}
              value={draft[name]}
              onChange={(event) => change({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field
        label={t("buildings.radius")}
        hint={t("buildings.radiusHint")}
        error={errorAt(errors, "options.radiusMetres")}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            type="number"
            min={0.1}
            max={500}
            step="any"
            value={draft.radius}
            onChange={(event) => change({ radius: event.target.value })}
          />
        )}
      </Field>
      {TICKS.map((name) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked={draft[name]}
            onChange={(event) => change({ [name]: event.target.checked })}
          />
          {t(`buildings.${name}`)}
        </label>
      ))}
    </>
  );
}
