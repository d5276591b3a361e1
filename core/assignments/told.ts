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

function toFeature({ id, geometry, externalId, radiusMetres, usability }: AssignedBuilding): TaskBuilding {
  return { type: "Feature", id, geometry, properties: { externalId, radiusMetres, usability } };
}
