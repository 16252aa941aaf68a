import org.jspecify.annotations.NullMarked;

/** Replication groups: a pure core that decides, and a host that does. */
@NullMarked
module dev.stator.consensus {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires transitive dev.stator.storage;

  exports dev.stator.consensus;
  exports dev.stator.consensus.core;
  exports dev.stator.consensus.host;
  exports dev.stator.consensus.liveness;
}
