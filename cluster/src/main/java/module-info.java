import org.jspecify.annotations.NullMarked;

/** What members of a cluster share: the partition map and the messages between rooms. */
@NullMarked
module dev.stator.cluster {
  requires static transitive org.jspecify;
  requires transitive dev.stator.model;
}
