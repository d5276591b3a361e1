import { useTranslation } from "react-i18next";
import type { Agreement } from "../../shared/quality.ts";
import { Measure } from "./measure.tsx";
import { Meter } from "./meter.tsx";
import { useDecimals } from "./use-decimals.ts";

const MEASURES = [
  "krippendorffAlphaNominal",
  "krippendorffAlphaOrdinal",
  "fleissKappa",
  "mapswipeAgreement",
] as const satisfies readonly (keyof Agreement)[];

/** From where on Krippendorff lets alpha carry tentative, and firm, conclusions (Content Analysis, ch. 12). */
const THRESHOLDS = [0.667, 0.8];

/** Agreement by the measures that papers quote, each with what it means and whom to cite. */
export function AgreementSection({ agreement }: { agreement: Agreement }) {
  const { t } = useTranslation("quality");
  const say = useDecimals(3);
  return (
    <section>
      <h2>{t("agreement.title")}</h2>
      <p className="quiet">{t("agreement.intro")}</p>
      <ul className="measures">
        {MEASURES.map((name) => {
          const { value, source } = agreement[name];
          return (
            <Measure
              key={name}
              name={t(`agreement.${name}.name`)}
              value={value === null ? null : say(value)}
              text={t(value === null ? "agreement.undefined" : `agreement.${name}.text`)}
              source={source}
            >
              {value !== null && (
                <Meter value={value} marks={name.startsWith("krippendorff") ? THRESHOLDS : []} />
              )}
            </Measure>
          );
        })}
      </ul>
      <p className="quiet">{t("agreement.thresholds")}</p>
    </section>
  );
}
