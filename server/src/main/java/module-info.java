import org.jspecify.annotations.NullMarked;

/** The composition root: real sockets, disks and threads, configuration and command line. */
@NullMarked
module dev.stator.server {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires dev.stator.node;
  requires dev.stator.router;
  requires dev.stator.control;

  exports dev.stator.server.runtime;
}
