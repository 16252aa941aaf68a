import org.jspecify.annotations.NullMarked;

/** The node's shared write-ahead log and its ordered store. Knows bytes, not items. */
@NullMarked
module dev.stator.storage {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires rocksdbjni;

  exports dev.stator.storage.engine;
  exports dev.stator.storage.engine.memory;
  exports dev.stator.storage.engine.rocks;
  exports dev.stator.storage.format;
  exports dev.stator.storage.wal;
}
