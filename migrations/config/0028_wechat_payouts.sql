-- By what the payouts of a program are paid in WeChat.
CREATE TABLE wechat_payouts (
  program INTEGER PRIMARY KEY REFERENCES programs (number),
  app_id TEXT NOT NULL,
  merchant_id TEXT NOT NULL,
  -- Merchant, keys and scene, encrypted under DATA_KEY.
  sealed TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
