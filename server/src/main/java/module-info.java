import org.jspecify.annotations.NullMarked;

/** The composition root: real sockets, disks and threads, configuration and command line. */
@NullMarked
module dev.stator.server {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires transitive dev.stator.router;
  requires org.slf4j;
  requires dev.stator.node;
  requires dev.stator.control;

  exports dev.stator.server.assembly;
  exports dev.stator.server.runtime;
}
