package dev.tenfold.testing.services;

/** Where a Redis answers, as a {@code redis://} URI. */
public record Redis(String uri) {}
