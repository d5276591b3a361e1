comment on column consensus_models.seq is 'How far the fit knows the campaign''s consensus, its own results included once all are written; anything newer asks for another fit.';
