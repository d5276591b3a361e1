import { useFormat } from "../i18n/format.ts";

/**
 * Says a probability without claiming more than is known: what would round to 100 % or to nothing, and is
 * not, is said as more than 99 % and less than 1 %. Written left to right in every language, as numbers are.
 */
export function useProbability(): (p: number) => string {
  const format = useFormat();
  return (p) => {
    if (p < 1 && p >= 0.995) return `\u2066>${format.percent(0.99)}\u2069`;
    if (p > 0 && p < 0.005) return `\u2066<${format.percent(0.01)}\u2069`;
    return format.percent(p);
  };
}
