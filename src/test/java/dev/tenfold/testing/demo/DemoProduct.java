package dev.tenfold.testing.demo;

import java.time.Instant;
import java.util.UUID;

/** A product of the demo shop; the price is in cents. */
record DemoProduct(UUID id, String sku, String name, String description, String category, long priceAmount, Instant createdAt) {}
