package dev.stator.cluster.table;

import dev.stator.model.index.IndexDefinition;

/**
 * A global index to be made. All fields are checked already.
 *
 * @param readUnits provisioned units per second; 0 when on demand
 * @param writeUnits as for reads
 */
public record IndexSpec(
    IndexDefinition definition, long readUnits, long writeUnits, OnDemandMax onDemandMax) {}
