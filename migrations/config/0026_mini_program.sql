-- The mini program of a program in WeChat, where it has one beside its official account.
ALTER TABLE wechat_apps ADD COLUMN mini_app_id TEXT;
-- Its secret, encrypted under DATA_KEY.
ALTER TABLE wechat_apps ADD COLUMN mini_sealed TEXT;
