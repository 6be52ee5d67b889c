-- Slugs that people chose are read in the sequence of their links, where guesses have used up what may be asked for.
CREATE INDEX chosen_slugs ON links (number) WHERE instr(slug, '-') > 0;
