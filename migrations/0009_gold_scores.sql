-- How right a fit is on the buildings that experts know, each judged without its own truth. Made again by each fit.

alter table consensus_models
  add column gold_scores jsonb;
comment on column consensus_models.gold_scores is 'Null without a building whose class is known and that somebody answered.';
