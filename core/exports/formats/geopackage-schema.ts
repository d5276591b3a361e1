import type { Column } from "../columns.ts";
import type { Snapshot } from "../format.ts";

const SQLITE_TYPES: Record<Column["type"], string> = {
  text: "TEXT",
  integer: "INTEGER",
  real: "DOUBLE",
  time: "DATETIME",
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

const WGS_84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],' +
  'PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]';

/**
 * The tables that every GeoPackage 1.3 has, those of the schema, metadata and R-tree extensions, and the feature table.
 *
 * @see https://www.geopackage.org/spec130/ annex C
 */
export function gpkgSchema(table: string, columns: readonly Column[], snapshot: Snapshot): string {
  return `
pragma application_id = 1196444487;
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key, organization text not null,
  organization_coordsys_id integer not null, definition text not null, description text);
insert into gpkg_spatial_ref_sys values ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', null);
insert into gpkg_spatial_ref_sys values ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', null);
insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, ${text(WGS_84)}, 'longitude/latitude coordinates in decimal degrees');
create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique,
  description text default '', last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x double, min_y double, max_x double, max_y double, srs_id integer,
  constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys(srs_id));
insert into gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)
  values (${text(table)}, 'features', ${text(snapshot.title)}, ${text(`Aftermap, campaign ${snapshot.campaign}`)}, ${text(snapshot.changedAt)}, 4326);
create table gpkg_geometry_columns (table_name text not null, column_name text not null, geometry_type_name text not null,
  srs_id integer not null, z tinyint not null, m tinyint not null, constraint pk_geom_cols primary key (table_name, column_name),
  constraint uk_gc_table_name unique (table_name),
  constraint fk_gc_tn foreign key (table_name) references gpkg_contents(table_name),
  constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
insert into gpkg_geometry_columns values (${text(table)}, 'geom', 'GEOMETRY', 4326, 0, 0);
create table gpkg_extensions (table_name text, column_name text, extension_name text not null, definition text not null,
  scope text not null, constraint ge_tce unique (table_name, column_name, extension_name));
insert into gpkg_extensions values
  (${text(table)}, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only'),
  ('gpkg_data_columns', null, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', null, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
  ('gpkg_metadata', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write');
create table gpkg_data_columns (table_name text not null, column_name text not null, name text, title text,
  description text, mime_type text, constraint_name text, constraint pk_gdc primary key (table_name, column_name),
  constraint gdc_tn unique (table_name, name));
create table gpkg_data_column_constraints (constraint_name text not null, constraint_type text not null, value text,
  min numeric, min_is_inclusive boolean, max numeric, max_is_inclusive boolean, description text,
  constraint gdcc_ntv unique (constraint_name, constraint_type, value));
create table gpkg_metadata (id integer primary key autoincrement not null, md_scope text not null default 'dataset',
  md_standard_uri text not null, mime_type text not null default 'text/xml', metadata text not null default '');
create table gpkg_metadata_reference (reference_scope text not null, table_name text, column_name text,
  row_id_value integer, timestamp datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id integer not null, md_parent_id integer,
  constraint crmr_mfi_fk foreign key (md_file_id) references gpkg_metadata(id),
  constraint crmr_mpi_fk foreign key (md_parent_id) references gpkg_metadata(id));
create table ${table} (fid integer primary key autoincrement not null, geom geometry,
  ${columns.map(({ name, type }) => `${quoted(name)} ${SQLITE_TYPES[type]}`).join(", ")});
`;
}

/**
 * The triggers that keep the R-tree true when somebody edits the file, as the extension prescribes them. They call
 * functions of whoever edits (`ST_MinX`…), and are made after the rows are in.
 *
 * @see https://www.geopackage.org/spec130/#extension_rtree
 */
export function indexTriggers(table: string): string {
  const tree = `rtree_${table}_geom`;
  const values = "new.fid, st_minx(new.geom), st_maxx(new.geom), st_miny(new.geom), st_maxy(new.geom)";
  const isThere = "(new.geom not null and not st_isempty(new.geom))";
  const isAbsent = "(new.geom isnull or st_isempty(new.geom))";
  return `
create trigger ${tree}_insert after insert on ${table} when ${isThere}
  begin insert or replace into ${tree} values (${values}); end;
create trigger ${tree}_update1 after update of geom on ${table} when old.fid = new.fid and ${isThere}
  begin insert or replace into ${tree} values (${values}); end;
create trigger ${tree}_update2 after update of geom on ${table} when old.fid = new.fid and ${isAbsent}
  begin delete from ${tree} where id = old.fid; end;
create trigger ${tree}_update3 after update on ${table} when old.fid != new.fid and ${isThere}
  begin delete from ${tree} where id = old.fid; insert or replace into ${tree} values (${values}); end;
create trigger ${tree}_update4 after update on ${table} when old.fid != new.fid and ${isAbsent}
  begin delete from ${tree} where id in (old.fid, new.fid); end;
create trigger ${tree}_delete after delete on ${table} when old.geom not null
  begin delete from ${tree} where id = old.fid; end;
`;
}
