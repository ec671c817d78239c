-- Mails that verify an e-mail address or reset a password, and notices of changes. Addresses from before are not verified: nobody has shown
-- that mails to them arrive, and they may belong to strangers. Their users get mails again once they have verified them.
ALTER TABLE users ADD COLUMN verified_email_key text; -- the email_key that was verified; another email_key is not verified

CREATE TABLE account_mails (
    id               uuid        PRIMARY KEY, -- also of the job that sends it
    kind             text        NOT NULL
        CHECK (kind IN ('email_verification', 'password_reset', 'email_changed', 'password_changed')),
    user_id          uuid        REFERENCES users ON DELETE CASCADE, -- null: requested by the address, and not sent yet
    email_key        text        COLLATE "C" NOT NULL, -- of the recipient
    email            text        CHECK (char_length(email) <= 254), -- the recipient, where it is not the user's current e-mail
    created_at       timestamptz NOT NULL,
    sent_at          timestamptz, -- this and the next three: of a mail with a token
    token_hash       bytea       UNIQUE CHECK (octet_length(token_hash) = 32), -- null before it is sent and after it was used
    token_epoch      integer,     -- the user's, when it was sent: a token of an older epoch is invalid
    token_expires_at timestamptz,
    CHECK ((token_hash IS NULL) = (token_expires_at IS NULL)),
    CHECK (token_hash IS NULL OR (user_id IS NOT NULL AND token_epoch IS NOT NULL))
);
-- The limits count by both.
CREATE INDEX account_mails_user ON account_mails (user_id, sent_at);
CREATE INDEX account_mails_address ON account_mails (email_key, sent_at);
CREATE INDEX account_mails_age ON account_mails (created_at);
