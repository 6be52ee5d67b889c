-- What a key reaches, as words with a space between. A key of before reached everything, and keeps it.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'orders read manage payouts keys';
