package dev.stator.cluster.calls;

import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;

/** What is asked of a storage node, version 1: docs/formats/control-1.md. */
final class NodeCodec1 {
  private static final int VERSION = 1;
  private static final String WHAT = "request to a node";
  private static final int HOST = 1;
  private static final int RETIRE = 2;
  private static final int FREE_BYTES = 3;

  private NodeCodec1() {}

  /** A request. */
  sealed interface Request {
    record Host(Placement placement) implements Request {}

    record Retire(long partition) implements Request {}

    record FreeBytes() implements Request {}
  }

  static byte[] encode(Request request) {
    WireWriter out = new WireWriter().u8(VERSION);
    switch (request) {
      case Request.Host host ->
          out.u8(HOST).bytes(ItemCodec.encode(PlacementItems.toItem(host.placement())));
      case Request.Retire retire -> out.u8(RETIRE).i64(retire.partition());
      case Request.FreeBytes _ -> out.u8(FREE_BYTES);
    }
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  static Request request(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version(WHAT, VERSION);
    int kind = in.u8();
    Request request =
        switch (kind) {
          case HOST -> new Request.Host(placement(in.bytes()));
          case RETIRE -> new Request.Retire(in.i64());
          case FREE_BYTES -> new Request.FreeBytes();
          default -> throw new MalformedMessageException("a request of kind " + kind);
        };
    in.end();
    return request;
  }

  private static Placement placement(byte[] item) {
    try {
      return PlacementItems.fromItem(ItemCodec.decode(item));
    } catch (CorruptItemException | IllegalStateException wrong) {
      throw new MalformedMessageException("no placement: " + wrong.getMessage());
    }
  }

  static byte[] done(boolean done) {
    return new WireWriter().u8(VERSION).bool(done).toBytes();
  }

  static boolean done(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version("answer of a node", VERSION);
    boolean done = in.bool();
    in.end();
    return done;
  }

  static byte[] number(long number) {
    return new WireWriter().u8(VERSION).i64(number).toBytes();
  }

  static long number(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version("answer of a node", VERSION);
    long number = in.i64();
    in.end();
    return number;
  }
}
