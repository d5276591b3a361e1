import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Writes a number with so many decimals as the reader's language does; measures are compared, so none is dropped. */
export function useDecimals(digits: number): (value: number) => string {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const format = new Intl.NumberFormat(i18n.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return (value) => format.format(value);
  }, [i18n.language, digits]);
}
