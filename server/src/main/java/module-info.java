import org.jspecify.annotations.NullMarked;

/** The composition root: real sockets, disks and threads, configuration and command line. */
@NullMarked
module dev.stator.server {
  requires static transitive org.jspecify;
  requires transitive dev.stator.base;
  requires transitive dev.stator.router;
  requires dev.stator.control;
  requires dev.stator.feeds;
  requires dev.stator.node;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.common;
  requires io.netty.handler;
  requires jdk.httpserver;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires org.apache.commons.cli;
  requires org.slf4j;

  exports dev.stator.server;
  exports dev.stator.server.assembly;
  exports dev.stator.server.core;
  exports dev.stator.server.peer;
  exports dev.stator.server.runtime;
}
