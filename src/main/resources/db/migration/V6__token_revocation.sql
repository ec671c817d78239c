-- Access tokens end before they expire: every instance keeps reading which users and which sign-ins ended theirs a short while ago
-- (docs/adr/0007). The release before this one runs on it; what it ends has no time here, and so ends refresh tokens only.
ALTER TABLE users ADD COLUMN tokens_ended_at timestamptz; -- when token_epoch was last raised, by the database's clock

-- Both hold few rows: nobody's, at first, and those who signed out.
CREATE INDEX users_tokens_ended ON users (tokens_ended_at) WHERE tokens_ended_at IS NOT NULL;
CREATE INDEX token_families_revoked ON token_families (revoked_at) WHERE revoked_at IS NOT NULL;
