-- Where a link leads once it has ended; without one it answers a page that says so.
ALTER TABLE links ADD COLUMN expired_url TEXT;
