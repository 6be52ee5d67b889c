-- Who made a link: 'merchant' or 'promoter'. Of a link of before nobody knows, and it counts as the merchant's.
ALTER TABLE links ADD COLUMN made_by TEXT NOT NULL DEFAULT 'merchant';
-- Whether the merchant has set the destination of a promoter's link, or disabled it: then it stays so.
ALTER TABLE links ADD COLUMN destination_is_merchants INTEGER NOT NULL DEFAULT false;
ALTER TABLE links ADD COLUMN disabled_by_merchant INTEGER NOT NULL DEFAULT false;
-- A promoter makes so many links by itself.
CREATE INDEX links_made_by_promoters ON links (program_id, promoter) WHERE made_by = 'promoter';
