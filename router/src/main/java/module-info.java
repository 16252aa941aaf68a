import org.jspecify.annotations.NullMarked;

/** The front door: HTTP, signatures, routing, batches and pages. */
@NullMarked
module dev.stator.router {
  requires static transitive org.jspecify;
  requires transitive dev.stator.cluster;
}
