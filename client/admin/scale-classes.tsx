import { useTranslation } from "react-i18next";
import { damageScale, type DamageScaleName } from "../../shared/damage-scales.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";

/** The classes of a known scale, as volunteers will see them. */
export function ScaleClasses({ name }: { name: DamageScaleName }) {
  const { t } = useTranslation("admin");
  const scale = damageScale(name);
  const labelOf = useClassLabel(scale);
  const looks = classLooks(scale.classes);
  return (
    <ul className="scale-classes" aria-label={t("new.classes")}>
      {scale.classes.map(({ code }) => (
        <li key={code}>
          <ClassSign look={looks.get(code) ?? UNKNOWN_LOOK} />
          {labelOf(code)}
        </li>
      ))}
    </ul>
  );
}
