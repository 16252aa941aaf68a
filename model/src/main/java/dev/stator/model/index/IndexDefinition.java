package dev.stator.model.index;

/** A secondary index as its table defines it. */
public record IndexDefinition(String name, IndexKeys keys, Projection projection) {}
