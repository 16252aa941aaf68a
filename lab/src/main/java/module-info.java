import org.jspecify.annotations.NullMarked;

/** The second composition root: simulation, workloads, checkers, benchmarks. Not shipped. */
@NullMarked
module dev.stator.lab {
  requires static transitive org.jspecify;
  requires dev.stator.server;
}
