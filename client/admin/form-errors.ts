import type { z } from "zod";
import { ApiProblem } from "../api.ts";

/** What is wrong with a form, by the dotted path of the field: `scale.classes.0.code`. */
export type ErrorsByPath = Map<string, string>;

type Issue = z.core.$ZodIssue;

/** A schema's complaints by path. Of a union, those of the branch that came furthest. */
export function errorsOf(error: { issues: readonly Issue[] }): [path: string, message: string][] {
  return error.issues.flatMap((issue) => deepest(issue, []));
}

function deepest(issue: Issue, parents: readonly PropertyKey[]): [string, string][] {
  const path = [...parents, ...issue.path];
  const branches = issue.code === "invalid_union" ? issue.errors : [];
  const found = branches
    .map((branch) => branch.flatMap((inner) => deepest(inner, path)))
    .sort((a, b) => depthOf(b) - depthOf(a));
  const best = found.at(0);
  return best === undefined || best.length === 0 ? [[path.map(String).join("."), issue.message]] : best;
}

function depthOf(errors: readonly [string, string][]): number {
  return Math.max(0, ...errors.map(([path]) => path.split(".").length));
}

/** The server's complaints by path; empty when it refused for another reason. */
export function errorsFrom(fault: unknown): ErrorsByPath {
  const errors = fault instanceof ApiProblem ? fault.errors : [];
  return new Map(errors.map(({ path, message }) => [path.replace(/^body\./, ""), message]));
}

/** The complaint about a field, or about anything inside it. */
export function errorAt(errors: ErrorsByPath, path: string): string | undefined {
  const exact = errors.get(path);
  if (exact !== undefined) return exact;
  for (const [at, message] of errors) if (at.startsWith(`${path}.`)) return message;
  return undefined;
}
