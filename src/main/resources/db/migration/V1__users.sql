-- People who sign in. A deleted user keeps the row, because orders stay for the books, and loses every personal datum.
CREATE TABLE users (
    id            uuid        PRIMARY KEY DEFAULT uuidv7(),
    name          text        CHECK (char_length(name) BETWEEN 1 AND 200),
    email         text        CHECK (char_length(email) <= 254),
    email_key     text        UNIQUE, -- the e-mail folded by EmailAddress: unique without regard to case
    password_hash text,
    role          text        NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'admin')),
    token_epoch   integer     NOT NULL DEFAULT 1, -- raised when every token handed out so far must end
    version       bigint      NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    deleted_at    timestamptz,
    CONSTRAINT users_erased_when_deleted CHECK (
        CASE WHEN deleted_at IS NULL
             THEN name IS NOT NULL AND email IS NOT NULL AND email_key IS NOT NULL AND password_hash IS NOT NULL
             ELSE name IS NULL AND email IS NULL AND email_key IS NULL AND password_hash IS NULL
        END)
);
CREATE INDEX users_newest ON users (id DESC) WHERE deleted_at IS NULL;
CREATE INDEX users_admins ON users (id) WHERE role = 'admin' AND deleted_at IS NULL;

-- One sign-in and all refresh tokens that descend from it. Revoking the family ends each of them, whoever holds which.
CREATE TABLE token_families (
    id          uuid        PRIMARY KEY,
    user_id     uuid        NOT NULL REFERENCES users ON DELETE CASCADE,
    token_epoch integer     NOT NULL, -- of the user at sign-in: a family of an older epoch is dead
    created_at  timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE INDEX token_families_user ON token_families (user_id);

-- Refresh tokens are 32 random bytes, kept as their SHA-256 only.
CREATE TABLE refresh_tokens (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    family_id  uuid        NOT NULL REFERENCES token_families ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);
