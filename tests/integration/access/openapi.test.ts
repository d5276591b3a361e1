import { beforeAll, expect, it } from "vitest";
import { ENDPOINTS } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let description: any;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  description = (await world.anyone.get("/openapi.json")).body;
});

const METHODS = ["get", "post", "put", "patch", "delete"];

/** Every value anywhere inside. */
function* valuesIn(value: unknown): Generator<any> {
  yield value;
  if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) yield* valuesIn(part);
}

it("is OpenAPI 3.1 and describes every call", () => {
  expect(description.openapi).toMatch(/^3\.1\.\d+$/);
  expect(description.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  for (const [name, { method, path }] of ENDPOINTS) {
    expect(description.paths[path]?.[method.toLowerCase()]?.operationId).toBe(name);
  }
  const paths = Object.keys(description.paths);
  expect(paths).toContain("/exports/{id}/file");
  for (const path of paths) expect(path).toMatch(/^(\/[a-z-]+|\/\{\w+\}(\.mvt)?)+$/);
});

it("names each operation once, and declares exactly the parameters of its path", () => {
  const ids: string[] = [];
  for (const [path, item] of Object.entries<any>(description.paths)) {
    for (const [method, operation] of Object.entries<any>(item)) {
      expect(METHODS).toContain(method);
      ids.push(operation.operationId);
      const inPath = (operation.parameters ?? []).filter((one: any) => one.in === "path");
      expect(inPath.map((one: any) => one.name)).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
      );
      for (const parameter of operation.parameters ?? []) {
        expect(parameter).toMatchObject({ name: expect.any(String), schema: expect.any(Object) });
        expect(["path", "query"]).toContain(parameter.in);
        if (parameter.in === "path") expect(parameter.required).toBe(true);
      }
      for (const [status, response] of Object.entries<any>(operation.responses)) {
        expect(status).toMatch(/^(2\d\d|304|default)$/);
        expect("$ref" in response || typeof response.description === "string").toBe(true);
      }
    }
  }
  expect(new Set(ids).size).toBe(ids.length);
});

it("says of what kind the bytes are that are no JSON", () => {
  const answers = (path: string) => description.paths[path].get.responses;
  const tile = answers("/campaigns/{slug}/tiles/{z}/{x}/{y}.mvt");
  expect(Object.keys(tile)).toEqual(["200", "204", "304", "default"]);
  expect(tile[200].content).toHaveProperty(["application/vnd.mapbox-vector-tile"]);
  expect(tile[200].headers).toHaveProperty("etag");
  expect(answers("/exports/{id}/file")[200].content).toHaveProperty(["application/geopackage+sqlite3"]);
});

it("refers only to what it holds, and describes parameters by their own type", () => {
  for (const value of valuesIn(description)) {
    const ref = value?.$ref;
    if (typeof ref !== "string") continue;
    const target = ref
      .slice(2)
      .split("/")
      .reduce((place: any, key) => place?.[key], description);
    expect(target, ref).toBeDefined();
  }
  const { parameters } = description.paths["/campaigns/{slug}/consensus"].get;
  const limit = parameters.find((one: any) => one.name === "limit");
  expect(["string", "integer", "number"]).toContain(limit.schema.type);
});
