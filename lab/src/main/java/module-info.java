import org.jspecify.annotations.NullMarked;

/** The second composition root: simulation, workloads, checkers, benchmarks. Not shipped. */
@NullMarked
module dev.stator.lab {
  requires static transitive org.jspecify;
  requires dev.stator.base;
  requires dev.stator.cluster;
  requires dev.stator.consensus;
  requires dev.stator.control;
  requires dev.stator.feeds;
  requires dev.stator.model;
  requires dev.stator.node;
  requires dev.stator.server;
  requires dev.stator.storage;
  requires HdrHistogram;
  requires info.picocli;
  requires io.netty.buffer;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires jmh.core;
  requires tools.jackson.core;

  opens dev.stator.lab.bench to
      info.picocli;
  opens dev.stator.lab.sim to
      info.picocli;
}
