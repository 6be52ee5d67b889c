-- Orders of one customer, and orders of one state, basis or review, in the sequence of their list.
CREATE INDEX orders_by_customer ON orders (program_id, customer_id, occurred_at_ms, order_id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_condition ON orders (program_id, state, basis, under_review, occurred_at_ms, order_id);
