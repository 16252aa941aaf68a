import org.jspecify.annotations.NullMarked;

/** The storage node: evaluates, proposes and applies. */
@NullMarked
module dev.stator.node {
  requires static transitive org.jspecify;
  requires transitive dev.stator.cluster;
  requires transitive dev.stator.consensus;

  exports dev.stator.node;
  exports dev.stator.node.copy;
  exports dev.stator.node.repair;
  exports dev.stator.node.ttl;
}
