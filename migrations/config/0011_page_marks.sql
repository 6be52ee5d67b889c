-- SHA-256 of the ids of the last page, in base64url: a vendor that lists the same page again would be read for ever.
ALTER TABLE catch_ups ADD COLUMN page_mark TEXT;
