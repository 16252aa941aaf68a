package dev.stator.node.side;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;

/** Places of changes in values of side rows, and as the whole value of a row of kind 4. */
public final class Places {
  private Places() {}

  public static byte[] encode(ChangePlace place) {
    WireWriter out = new WireWriter(Long.BYTES + Short.BYTES);
    put(out, place);
    return out.toBytes();
  }

  public static ChangePlace decode(byte[] row) {
    WireReader in = new WireReader(row);
    ChangePlace place = get(in);
    in.end();
    return place;
  }

  static void put(WireWriter out, ChangePlace place) {
    out.i64(place.index());
    out.u8(place.position() >>> 8);
    out.u8(place.position() & 0xFF);
  }

  static ChangePlace get(WireReader in) {
    return new ChangePlace(in.longSize(), (in.u8() << 8) | in.u8());
  }
}
