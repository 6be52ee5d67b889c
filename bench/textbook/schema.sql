-- The design the field's textbooks give: one database, a closure table, and a function that settles an order.
CREATE TABLE api_keys (hash text PRIMARY KEY, program text NOT NULL);
CREATE TABLE promoters (id bigint PRIMARY KEY);
CREATE TABLE closure (
  descendant bigint NOT NULL,
  depth int NOT NULL,
  ancestor bigint NOT NULL,
  PRIMARY KEY (descendant, depth)
);
CREATE TABLE orders (
  order_id text PRIMARY KEY,
  promoter bigint NOT NULL,
  customer_id text,
  amount bigint NOT NULL,
  hold_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE commissions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders,
  level int NOT NULL,
  promoter bigint NOT NULL REFERENCES promoters,
  amount bigint NOT NULL,
  state text NOT NULL
);
CREATE INDEX commissions_by_promoter ON commissions (promoter);
CREATE TABLE transactions (
  transaction_id text PRIMARY KEY,
  promoter bigint NOT NULL REFERENCES promoters,
  amount bigint NOT NULL,
  balance_after bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE wallets (promoter bigint PRIMARY KEY REFERENCES promoters, held bigint NOT NULL DEFAULT 0);

CREATE FUNCTION settle_order(the_order text, seller bigint, customer text, total bigint) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  rates int[] := ARRAY[1000, 500, 200];
  line record;
  share bigint;
  balance bigint;
  paid jsonb := '[]';
BEGIN
  INSERT INTO orders (order_id, promoter, customer_id, amount, hold_until)
  VALUES (the_order, seller, customer, total, now() + interval '7 days') ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN jsonb_build_object('status', 'duplicate', 'commissions', paid);
  END IF;
  FOR line IN SELECT depth, ancestor FROM closure WHERE descendant = seller AND depth < 3 ORDER BY ancestor LOOP
    share := total * rates[line.depth + 1] / 10000;
    INSERT INTO commissions (order_id, level, promoter, amount, state)
    VALUES (the_order, line.depth + 1, line.ancestor, share, 'held');
    UPDATE wallets SET held = held + share WHERE promoter = line.ancestor RETURNING held INTO balance;
    INSERT INTO transactions (transaction_id, promoter, amount, balance_after)
    VALUES (the_order || ':' || line.depth + 1, line.ancestor, share, balance) ON CONFLICT DO NOTHING;
    paid := paid || jsonb_build_object('promoterId', line.ancestor, 'level', line.depth + 1, 'amount', share);
  END LOOP;
  RETURN jsonb_build_object('status', 'accepted', 'commissions', paid);
END $$;
