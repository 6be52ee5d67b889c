-- What a key reaches, as words with a space between. A key of before reached everything, and keeps it.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'orders read manage payouts keys';

-- Tokens of a promoter are listed, and revoked all at once.
CREATE INDEX promoter_tokens_by_promoter ON promoter_tokens (program, promoter, number);
