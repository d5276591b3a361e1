-- Why an export failed, as a code that every language can say.

alter table exports
  add column failure text
  constraint failure_is_known check (failure in ('disk_full', 'too_large', 'given_up', 'not_written'));
comment on column exports.failure is 'The reason as a code; null unless it failed, and where it failed before there were codes.';
