-- Who set a version of settings, rules or tiers, as the audit names actors. Null of versions that were set before.
ALTER TABLE settings_versions ADD COLUMN set_by TEXT;
ALTER TABLE rule_versions ADD COLUMN set_by TEXT;
ALTER TABLE tier_versions ADD COLUMN set_by TEXT;
