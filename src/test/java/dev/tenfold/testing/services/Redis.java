package dev.tenfold.testing.services;

/** The address of a Redis, as a {@code redis://} URI. */
public record Redis(String uri) {}
