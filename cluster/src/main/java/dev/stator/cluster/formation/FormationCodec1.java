package dev.stator.cluster.formation;

import dev.stator.base.Crc32c;
import dev.stator.cluster.member.NodeInfo;
import dev.stator.cluster.table.Placement;
import dev.stator.cluster.table.PlacementItems;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Introductions and cluster records as bytes, version 1: docs/formats/formation-1.md. */
final class FormationCodec1 {
  private static final int VERSION = 1;
  private static final int MAGIC = 0x5354434C;
  private static final int ADDRESSES_MAGIC = 0x53544E44;
  private static final int NODE_BYTES_MIN = 8;
  private static final int FOUNDER_BYTES_MIN = NODE_BYTES_MIN + Long.BYTES;

  private FormationCodec1() {}

  /** "Who are you?" */
  static byte[] question() {
    return new WireWriter().u8(VERSION).toBytes();
  }

  /**
   * @throws MalformedMessageException when it asks anything else
   */
  static void checkQuestion(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version("question who this is", VERSION);
    in.end();
  }

  static byte[] encode(Introduction introduction) {
    WireWriter out = new WireWriter().u8(VERSION);
    node(out, introduction.node());
    out.i64(introduction.store());
    out.i32(introduction.join().size());
    introduction.join().forEach(out::text);
    out.i64(introduction.cluster());
    founders(out, introduction.founders());
    out.i32(introduction.nodes().size());
    introduction.nodes().forEach(node -> node(out, node));
    Placement system = introduction.system();
    out.bytes(system == null ? null : ItemCodec.encode(PlacementItems.toItem(system)));
    return out.toBytes();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  static Introduction introduction(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version("introduction", VERSION);
    NodeInfo node = node(in);
    long store = in.i64();
    List<String> join = texts(in);
    long cluster = in.i64();
    List<Founder> founders = founders(in);
    int count = in.count(NODE_BYTES_MIN);
    List<NodeInfo> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(node(in));
    }
    Placement system = placement(in.bytesOrNull());
    in.end();
    if ((cluster != 0) == founders.isEmpty() || store == 0) {
      throw new MalformedMessageException("a cluster without founders, or founders without one");
    }
    return new Introduction(node, store, join, cluster, founders, nodes, system);
  }

  static byte[] encode(ClusterRecord record) {
    WireWriter out = new WireWriter().i32(MAGIC).u8(VERSION);
    out.i64(record.store()).text(record.name()).i64(record.cluster()).bool(record.begun());
    founders(out, record.founders());
    return sealed(out);
  }

  /**
   * @throws MalformedMessageException when it is none, or damaged
   */
  static ClusterRecord record(byte[] bytes) {
    WireReader in = opened(bytes, MAGIC, "cluster record");
    long store = in.i64();
    String name = in.text();
    long cluster = in.i64();
    boolean begun = in.bool();
    List<Founder> founders = founders(in);
    in.i32();
    in.end();
    return new ClusterRecord(store, name, cluster, begun, founders);
  }

  static byte[] encode(List<String> addresses) {
    WireWriter out = new WireWriter().i32(ADDRESSES_MAGIC).u8(VERSION);
    out.i32(addresses.size());
    addresses.forEach(out::text);
    return sealed(out);
  }

  /**
   * @throws MalformedMessageException when these are none, or damaged
   */
  static List<String> addresses(byte[] bytes) {
    WireReader in = opened(bytes, ADDRESSES_MAGIC, "list of addresses");
    List<String> addresses = texts(in);
    in.i32();
    in.end();
    return addresses;
  }

  private static byte[] sealed(WireWriter out) {
    byte[] bytes = out.toBytes();
    return out.i32(Crc32c.of(bytes)).toBytes();
  }

  /** What follows the version, with the checksum at its end, which is right. */
  private static WireReader opened(byte[] bytes, int magic, String what) {
    WireReader in = new WireReader(bytes);
    if (bytes.length < 2 * Integer.BYTES || in.i32() != magic) {
      throw new MalformedMessageException("no " + what);
    }
    in.version(what, VERSION);
    byte[] body = Arrays.copyOf(bytes, bytes.length - Integer.BYTES);
    byte[] end = Arrays.copyOfRange(bytes, bytes.length - Integer.BYTES, bytes.length);
    if (new WireReader(end).i32() != Crc32c.of(body)) {
      throw new MalformedMessageException("a wrong checksum");
    }
    return in;
  }

  private static List<String> texts(WireReader in) {
    int count = in.count(2);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.text());
    }
    return texts;
  }

  private static void founders(WireWriter out, List<Founder> founders) {
    out.i32(founders.size());
    for (Founder founder : founders) {
      node(out, founder.node());
      out.i64(founder.store());
    }
  }

  private static List<Founder> founders(WireReader in) {
    int count = in.count(FOUNDER_BYTES_MIN);
    List<Founder> founders = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      founders.add(new Founder(node(in), in.i64()));
    }
    return founders;
  }

  private static void node(WireWriter out, NodeInfo node) {
    out.text(node.name()).text(node.zone()).text(node.peerAddress()).text(node.apiAddress());
  }

  private static NodeInfo node(WireReader in) {
    try {
      return new NodeInfo(in.text(), in.text(), in.text(), in.text());
    } catch (IllegalArgumentException invalid) {
      throw new MalformedMessageException("no node: " + invalid.getMessage());
    }
  }

  private static @Nullable Placement placement(byte @Nullable [] item) {
    if (item == null) {
      return null;
    }
    try {
      return PlacementItems.fromItem(ItemCodec.decode(item));
    } catch (CorruptItemException | IllegalStateException wrong) {
      throw new MalformedMessageException("no placement: " + wrong.getMessage());
    }
  }
}
