import { Trash2 } from "lucide-react";
import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Bbox } from "../../shared/geo.ts";
import type { Language } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import { boundsOf, type PictureDraft } from "./guide-draft.ts";
import { TextFields } from "./text-fields.tsx";

type GuidePictureFieldsProps = {
  place: number;
  campaign: Campaign;
  languages: readonly Language[];
  picture: PictureDraft;
  error: string | undefined;
  onChange: (part: Partial<PictureDraft>) => void;
  onRemove: () => void;
};

const PIXELS = 640;
const NUMBERS = ["lon", "lat", "side"] as const;

/** A crop of one scene: pressing the whole scene, or the crop itself, moves its middle there; numbers do as well. */
export function GuidePictureFields({ campaign, picture, onChange, ...props }: GuidePictureFieldsProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const scene = campaign.scenes.find(({ id }) => id === picture.scene);
  const bounds = boundsOf(picture);
  const moveTo = (box: Bbox) => (event: MouseEvent<HTMLElement>) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
    const [west, south, east, north] = box;
    onChange({ lon: (west + x * (east - west)).toFixed(6), lat: (north - y * (north - south)).toFixed(6) });
  };
  return (
    <fieldset className="guide-picture">
      <legend>{t("guide.picture", { place: format.number(props.place + 1) })}</legend>
      {scene !== undefined && (
        <div className="guide-picture-stills">
          {[scene.bounds, bounds].map((box, at) =>
            box === null ? null : (
              // The numbers below do the same by keyboard.
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions, react/no-array-index-key
              <div key={at} className="guide-still" onClick={moveTo(box)}>
                <TileCrop
                  scene={scene}
                  box={box}
                  maxPixels={PIXELS}
                  {...(at === 0 && bounds !== null ? { outline: squareIn(bounds) } : {})}
                />
              </div>
            ),
          )}
        </div>
      )}
      <p className="quiet">{t("guide.pick")}</p>
      <div className="guide-picture-fields">
        <Field label={t("guide.scene")}>
          {(control) => (
            <select
              {...control}
              className="input"
              value={picture.scene}
              onChange={(event) => onChange({ scene: event.target.value })}
            >
              {campaign.scenes.map(({ id, acquiredAt }) => (
                <option key={id} value={id}>
                  {format.date(acquiredAt)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {NUMBERS.map((name) => (
          <Field key={name} label={t(`guide.${name}`)} error={name === "lon" ? props.error : undefined}>
            {(control) => (
              <input
                {...control}
                className="input"
                dir="ltr"
                inputMode="decimal"
                value={picture[name]}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <TextFields
        label={t("guide.caption")}
        languages={props.languages}
        value={picture.caption}
        error={undefined}
        onChange={(caption) => onChange({ caption })}
      />
      <div>
        <Button tone="quiet" onClick={props.onRemove}>
          <Trash2 size={18} aria-hidden="true" />
          {t("guide.removePicture")}
        </Button>
      </div>
    </fieldset>
  );
}

/** The outline of a box, to be drawn over the whole scene. */
function squareIn([west, south, east, north]: Bbox) {
  return {
    type: "Polygon" as const,
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ] satisfies [number, number][],
    ],
  };
}
