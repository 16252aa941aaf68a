package dev.stator.cluster.calls;

import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;
import java.util.Set;
import java.util.TreeSet;

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
      return checked(PlacementItems.fromItem(ItemCodec.decode(item)));
    } catch (CorruptItemException | IllegalStateException | IllegalArgumentException wrong) {
      throw new MalformedMessageException("no placement: " + wrong.getMessage());
    }
  }

  private static Placement checked(Placement placement) {
    Set<String> nodes = new TreeSet<>();
    boolean voter = false;
    for (Placement.Replica replica : placement.replicas()) {
      voter |= replica.voter() && replica.kind() == Placement.Kind.STORAGE;
      if (!replica.node().matches("[A-Za-z0-9_-]{1,64}")
          || replica.generation() < 1
          || replica.generation() > placement.lastGeneration()
          || !nodes.add(replica.node() + "~" + replica.generation())) {
        throw new MalformedMessageException("no placement: " + replica);
      }
    }
    if (!voter) {
      throw new MalformedMessageException("no placement: nobody stores it");
    }
    return placement;
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
