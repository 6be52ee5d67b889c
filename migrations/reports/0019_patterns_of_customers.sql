-- 1 where nobody set off the credited click, 0 where somebody did. Null where that is not known, and of orders that were
-- written before.
ALTER TABLE orders ADD COLUMN click_unasked INTEGER;

-- What a night sums of clicks that nobody set off, and of customers who were known before and are new to a promoter.
ALTER TABLE promoter_sums ADD COLUMN taken_customers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promoter_sums ADD COLUMN told_orders INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promoter_sums ADD COLUMN unasked_orders INTEGER NOT NULL DEFAULT 0;
