import org.jspecify.annotations.NullMarked;

/** What members of a cluster share: tables, the partition map, and the messages between rooms. */
@NullMarked
module dev.stator.cluster {
  requires static transitive org.jspecify;
  requires transitive dev.stator.model;

  exports dev.stator.cluster.calls;
  exports dev.stator.cluster.change;
  exports dev.stator.cluster.directory;
  exports dev.stator.cluster.formation;
  exports dev.stator.cluster.member;
  exports dev.stator.cluster.message;
  exports dev.stator.cluster.rpc;
  exports dev.stator.cluster.table;
  exports dev.stator.cluster.transaction;
  exports dev.stator.cluster.wire;
}
