import org.jspecify.annotations.NullMarked;

/** The seams that everything else is given: time, order, randomness, network, disk. */
@NullMarked
module dev.stator.base {
  requires static transitive org.jspecify;

  exports dev.stator.base;
  exports dev.stator.base.sim;
}
