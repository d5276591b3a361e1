import { Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";

type ChartFigureProps = {
  title: string;
  note?: string;
  /** The same numbers as a table: names of the columns, and the rows, first cell the row's name. */
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
};

/** A chart with its name, and its numbers as a table for whoever reads those better. */
export function ChartFigure({ title, note, columns, rows, children }: ChartFigureProps) {
  const { t } = useTranslation("analysis");
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="panel-head">
        <h3 id={id}>{title}</h3>
        <Button
          tone="quiet"
          aria-pressed={isTable}
          aria-label={t("chart.asTable", { title })}
          onClick={() => setIsTable(!isTable)}
        >
          <Table2 size={18} aria-hidden="true" />
        </Button>
      </figcaption>
      {isTable ? (
        <table className="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={columns[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        children
      )}
      {note !== undefined && <p className="quiet">{note}</p>}
    </figure>
  );
}
