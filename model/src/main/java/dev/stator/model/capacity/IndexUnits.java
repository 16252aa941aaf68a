package dev.stator.model.capacity;

/**
 * What a write consumes in one index.
 *
 * @param index its name
 * @param local whether it is a local one
 * @param units write units, at least 1
 */
public record IndexUnits(String index, boolean local, int units) {}
