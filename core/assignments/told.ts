import type { Assignment, TaskBuilding } from "../../shared/assignments.ts";
import type { AssignedBuilding } from "./assignments.sql.ts";

/** Assignments as their volunteer is told of them, in the order of the rows. Gold among the others is not marked. Pure. */
export function toAssignments(rows: readonly AssignedBuilding[]): Assignment[] {
  const assignments = new Map<string, Assignment>();
  for (const row of rows) {
    const assignment = assignments.get(row.assignmentId) ?? {
      id: row.assignmentId,
      expiresAt: row.expiresAt,
      task: { id: row.taskId, bounds: row.bounds, buildings: [] },
      ...(row.isPractice ? { practice: true as const } : {}),
    };
    assignments.set(row.assignmentId, assignment);
    assignment.task.buildings.push(toFeature(row));
  }
  return [...assignments.values()];
}

function toFeature({ id, geometry, offsets, ...building }: AssignedBuilding): TaskBuilding {
  const { externalId, radiusMetres, usability, isDistressing } = building;
  const properties = {
    externalId,
    radiusMetres,
    usability,
    ...(offsets.length === 0 ? {} : { offsets }),
    ...(isDistressing ? { isDistressing: true as const } : {}),
  };
  return { type: "Feature", id, geometry, properties };
}
