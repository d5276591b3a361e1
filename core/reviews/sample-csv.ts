import type { Estimate, SampleReport } from "../../shared/samples.ts";

/** A sample's report as a table: one row a figure, with its 95 % interval. RFC 4180, UTF-8. */
export function sampleCsv(report: SampleReport): string {
  const rows: (string | number)[][] = [
    ["figure", "class", "value", "low", "high"],
    ["drawn", "", report.size, "", ""],
    ["labelled", "", report.labelled, "", ""],
    ["cannot_tell", "", report.cannotTell, "", ""],
    ["seed", "", report.seed, "", ""],
    ["consensus_number", "", report.seq, "", ""],
    ["accuracy", "", ...cells(report.accuracy)],
    ...report.classes.flatMap(({ code, said, true: isTrue, precision, recall, prevalence }) => [
      ["labelled_said", code, said, "", ""],
      ["labelled_true", code, isTrue, "", ""],
      ["precision", code, ...cells(precision)],
      ["recall", code, ...cells(recall)],
      ["prevalence", code, ...cells(prevalence)],
    ]),
    ...report.strata.flatMap((one) => [
      ["stratum_buildings", `${one.class} ${one.certainty}`, one.buildings, "", ""],
      ["stratum_drawn", `${one.class} ${one.certainty}`, one.drawn, "", ""],
      ["stratum_labelled", `${one.class} ${one.certainty}`, one.labelled, "", ""],
    ]),
  ];
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cells(estimate: Estimate | null): (string | number)[] {
  return estimate === null ? ["", "", ""] : [estimate.value, estimate.low, estimate.high];
}

/** Quoted where it must be; a class named like a formula is kept from becoming one. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const defused = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
