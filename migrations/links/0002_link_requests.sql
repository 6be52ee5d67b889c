-- SHA-256 of the request that made a link, for telling a repeat from something else; null for those made before.
ALTER TABLE links ADD COLUMN request_hash TEXT CHECK (request_hash IS NULL OR length(request_hash) = 64);
