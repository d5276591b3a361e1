import { API } from "../../shared/api.ts";
import { ApiProblem, call } from "../api.ts";
import { volunteerHere } from "../offline/who.ts";
import { forgetReport, keepReport, listPosted, type Report } from "./kept-reports.ts";

/** Sends a report; kept until the server has it. @throws ApiProblem */
export async function postReport(
  unit: string,
  report: Report,
  about: { assignment: string; building: string; scene: string | null },
): Promise<void> {
  const posted = { ...about, volunteer: volunteerHere() };
  keepReport(unit, { ...report, posted });
  try {
    await send({ ...report, posted });
  } catch (fault) {
    // Refused: it is for its writer to change, and must not go off by itself.
    if (!isLater(fault)) keepReport(unit, report);
    throw fault;
  }
  forgetReport(unit);
}

/** Sends what could not be sent before, in the name of whoever wrote it. */
export async function postKeptReports(): Promise<void> {
  for (const [unit, report] of listPosted()) {
    if (report.posted?.volunteer !== volunteerHere()) continue;
    try {
      // One after the other: there are few, and what is on screen has the line.
      // oxlint-disable-next-line no-await-in-loop
      await send(report);
      forgetReport(unit);
    } catch (fault) {
      if (isLater(fault)) return;
      keepReport(unit, { ...report, posted: null });
    }
  }
}

async function send({ id, kind, text, posted }: Report): Promise<void> {
  if (posted === null) return;
  const { assignment, building, scene } = posted;
  await call(API.askQuestion, { id: assignment, questionId: id, building, scene, kind, text });
}

/** Whether the same may go through another time: no network, a busy server, a session that comes back. */
export function isLater(fault: unknown): boolean {
  return (
    !(fault instanceof ApiProblem) ||
    fault.status === 0 ||
    fault.status === 401 ||
    fault.status === 429 ||
    fault.status >= 500
  );
}
