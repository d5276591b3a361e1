import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { Scene, SceneOffset } from "../../../shared/scenes.ts";
import { MetresInput } from "../../admin/registration/metres-input.tsx";
import { choosableReferences, isSamePlace, moved } from "../../admin/registration/offsets.ts";
import { RegistrationPicture } from "../../admin/registration/registration-picture.tsx";
import { useFormat } from "../../i18n/format.ts";
import { Button } from "../../ui/button.tsx";

type ImagePlaceProps = {
  slug: string;
  building: BuildingDetail;
  /** Where it lies for this building. */
  scene: Scene;
  scenes: readonly Scene[];
  /** Null where it lies as for all buildings. */
  correction: SceneOffset | null;
  isBusy: boolean;
  /** Null takes the correction back. */
  onDecide: (offset: SceneOffset | null) => void;
};

/** Moves one image for one building: dragged over a reference, nudged by keys, or by figures. */
export function ImagePlace({ building, scene, scenes, correction, isBusy, ...props }: ImagePlaceProps) {
  const { t } = useTranslation("analysis");
  const { t: tAdmin } = useTranslation("admin");
  const format = useFormat();
  const [draft, setDraft] = useState<SceneOffset>(scene.offset);
  const [stored, setStored] = useState<SceneOffset>(scene.offset);
  // Stored, undone or taken back: the draft begins there anew. The picture stays, and so does the focus.
  if (!isSamePlace(stored, scene.offset)) {
    setStored(scene.offset);
    setDraft(scene.offset);
  }
  const references = useMemo(() => choosableReferences(scene, scenes), [scene, scenes]);
  const [referenceId, setReferenceId] = useState(references[0]?.id ?? null);
  const reference = references.find(({ id }) => id === referenceId) ?? null;
  const isChanged = !isSamePlace(draft, scene.offset);
  const save = () => {
    if (isChanged && !isBusy) props.onDecide(draft);
  };
  const place = {
    east: format.number(scene.offset.eastMetres),
    north: format.number(scene.offset.northMetres),
  };
  return (
    <form
      className="images-place"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="images-picture">
        <RegistrationPicture
          slug={props.slug}
          scene={scene}
          reference={reference}
          offset={draft}
          building={building}
          onNudge={(east, north) => setDraft((old) => moved(old, east, north))}
          onEnter={save}
        />
      </div>
      <div className="images-figures">
        <h4>{t("images.place")}</h4>
        <p className="quiet">{t(correction === null ? "images.asScene" : "images.corrected", place)}</p>
        <label className="field">
          <span>{tAdmin("registration.reference")}</span>
          <select
            className="input"
            value={reference?.id ?? ""}
            onChange={(event) => setReferenceId(event.target.value)}
          >
            {references.length === 0 && <option value="">{tAdmin("registration.noReference")}</option>}
            {references.map(({ id, acquiredAt, acquiredPrecision }) => (
              <option key={id} value={id}>
                {format.moment(acquiredAt, acquiredPrecision)}
              </option>
            ))}
          </select>
        </label>
        <MetresInput
          label={tAdmin("registration.east")}
          metres={draft.eastMetres}
          onMetres={(eastMetres) => setDraft({ ...draft, eastMetres })}
        />
        <MetresInput
          label={tAdmin("registration.north")}
          metres={draft.northMetres}
          onMetres={(northMetres) => setDraft({ ...draft, northMetres })}
        />
        <div className="images-actions">
          {correction !== null && (
            <Button aria-disabled={isBusy} onClick={() => props.onDecide(null)}>
              {t("images.takeBack")}
            </Button>
          )}
          <Button aria-disabled={!isChanged} onClick={() => setDraft(scene.offset)}>
            {tAdmin("registration.back")}
          </Button>
          <Button tone="primary" type="submit" aria-disabled={!isChanged || isBusy}>
            {t("images.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
