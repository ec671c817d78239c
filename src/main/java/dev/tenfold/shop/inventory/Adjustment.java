package dev.tenfold.shop.inventory;

/**
 * A manual change of stock. Its JSON is part of the stored fingerprint of a request with an idempotency key: if it changes, retries that
 * span a deployment are refused.
 * @param delta how many pieces arrived (positive) or left (negative)
 */
record Adjustment(long delta, String reason) {}
