/**
 * The engine port over RocksDB: one database, one column family, no log of its own.
 *
 * <p>Why here: of the stores tried it alone passed kill -9, power loss and one flipped byte. Who
 * calls: {@code server}, when a node keeps its data on disk. Invariant: no native object is touched
 * after the database closed, since that kills the process; {@link
 * dev.stator.storage.engine.rocks.RocksEngine} alone sees to it. This package is the one of the
 * room that the simulator does not run.
 */
package dev.stator.storage.engine.rocks;
