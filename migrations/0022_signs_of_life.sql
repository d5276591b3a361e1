-- What a worker is doing, so that a page can tell; its machine's name is nobody's business.
alter table workers drop column host;
alter table workers add column doing text[] not null default '{}';
comment on column workers.doing is 'Names of the jobs under way when it last gave a sign.';
