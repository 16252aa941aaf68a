import org.jspecify.annotations.NullMarked;

/** Feeds global secondary indexes from change records. */
@NullMarked
module dev.stator.feeds {
  requires static transitive org.jspecify;
  requires transitive dev.stator.cluster;

  exports dev.stator.feeds;
}
