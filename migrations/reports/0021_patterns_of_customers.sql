-- 1 where nobody set off the credited click, 0 where somebody did; null where that is not known. 1 where the click came over
-- another promoter's that was live. Both null of orders that were written before.
ALTER TABLE orders ADD COLUMN click_unasked INTEGER;
ALTER TABLE orders ADD COLUMN credit_taken INTEGER;

-- What a night sums of them, and of customers who had ordered before and came to a promoter for the first time.
ALTER TABLE promoter_sums ADD COLUMN taken_customers INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promoter_sums ADD COLUMN taken_credits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promoter_sums ADD COLUMN said_orders INTEGER NOT NULL DEFAULT 0;
ALTER TABLE promoter_sums ADD COLUMN unasked_orders INTEGER NOT NULL DEFAULT 0;
