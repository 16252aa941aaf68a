import org.jspecify.annotations.NullMarked;

/** The front door: HTTP, signatures, routing, batches and pages. */
@NullMarked
module dev.stator.router {
  requires static transitive org.jspecify;
  requires transitive dev.stator.cluster;
  requires transitive io.netty.buffer;
  requires transitive io.netty.handler;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires org.slf4j;
  requires tools.jackson.core;

  exports dev.stator.router;
  exports dev.stator.router.auth;
  exports dev.stator.router.http;
  exports dev.stator.router.operation;
  exports dev.stator.router.route;
  exports dev.stator.router.stream;
  exports dev.stator.router.transaction;
}
