import org.jspecify.annotations.NullMarked;

/** AutoAdmin: creates, changes and deletes tables, step by persisted step. */
@NullMarked
module dev.stator.control {
  requires static transitive org.jspecify;
  requires transitive dev.stator.cluster;

  exports dev.stator.control;
}
