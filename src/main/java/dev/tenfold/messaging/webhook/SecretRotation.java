package dev.tenfold.messaging.webhook;

import java.time.Instant;

/** A new secret, and until when the older ones stay valid. */
record SecretRotation(SigningSecret secret, Instant previousValidUntil) {}
