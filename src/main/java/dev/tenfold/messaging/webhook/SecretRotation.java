package dev.tenfold.messaging.webhook;

import java.time.Instant;

/** A new secret, and until when those before it are good. */
record SecretRotation(SigningSecret secret, Instant previousValidUntil) {}
