-- All refused rows of a file of footprints: an import lists a thousand, the rest had been thrown away.

alter table batch_items add column refused_key text;
comment on column batch_items.refused_key is 'Object with all refused rows as a table, where there are more than refused_rows lists.';
