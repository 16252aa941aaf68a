package dev.stator.cluster.wire;

import dev.stator.cluster.table.PartitionTraits;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import dev.stator.model.stream.StreamViewType;
import java.util.List;

/** Traits of a partition, in requests and as its row. Version 1, {@code side-rows-1.md}. */
public final class TraitsCodec1 {
  private static final int VERSION = 1;

  private TraitsCodec1() {}

  public static byte[] encode(PartitionTraits traits) {
    WireWriter out = new WireWriter(256);
    out.u8(VERSION);
    out.i64(traits.version());
    out.longText(traits.tableName());
    KeyCodec1.put(out, traits.keySchema());
    out.i32(traits.local().size());
    traits.local().forEach(index -> put(out, index));
    out.i32(traits.global().size());
    for (PartitionTraits.Global index : traits.global()) {
      out.i64(index.id());
      put(out, index.definition());
    }
    PartitionTraits.Stream stream = traits.stream();
    out.bool(stream != null);
    if (stream != null) {
      out.i64(stream.id());
      out.longText(stream.label());
      out.u8(code(stream.view()));
    }
    out.longText(traits.ttlAttribute());
    out.bool(traits.departed());
    return out.toBytes();
  }

  private static void put(WireWriter out, IndexDefinition index) {
    out.longText(index.name());
    put(out, index.keys().partition());
    put(out, index.keys().sort());
    out.u8(code(index.projection().type()));
    out.i32(index.projection().attributes().size());
    index.projection().attributes().forEach(out::longText);
  }

  private static void put(WireWriter out, List<KeyAttribute> keys) {
    out.i32(keys.size());
    keys.forEach(key -> KeyCodec1.put(out, key));
  }

  /**
   * @throws MalformedMessageException when these bytes are no traits of this version
   */
  public static PartitionTraits decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    in.version("description of a partition's table", VERSION);
    long version = in.i64();
    if (version <= 0) {
      throw new MalformedMessageException("traits of version " + version);
    }
    String tableName = in.longText();
    KeySchema keySchema = KeyCodec1.schema(in);
    List<IndexDefinition> local = in.list(() -> definition(in));
    List<PartitionTraits.Global> global =
        in.list(() -> new PartitionTraits.Global(in.longSize(), definition(in)));
    PartitionTraits.Stream stream =
        in.bool() ? new PartitionTraits.Stream(in.i64(), in.longText(), view(in.u8())) : null;
    PartitionTraits traits =
        new PartitionTraits(
            version, tableName, keySchema, local, global, stream, in.longTextOrNull(), in.bool());
    in.end();
    return traits;
  }

  private static IndexDefinition definition(WireReader in) {
    String name = in.longText();
    List<KeyAttribute> partition = in.list(() -> KeyCodec1.attribute(in));
    List<KeyAttribute> sort = in.list(() -> KeyCodec1.attribute(in));
    if (partition.isEmpty()
        || partition.size() > IndexKeys.ATTRIBUTES_MAX
        || sort.size() > IndexKeys.ATTRIBUTES_MAX) {
      throw new MalformedMessageException("an index with too few or too many keys");
    }
    Projection.Type type = projection(in.u8());
    return new IndexDefinition(
        name, new IndexKeys(partition, sort), new Projection(type, in.list(in::longText)));
  }

  private static int code(Projection.Type type) {
    return switch (type) {
      case ALL -> 1;
      case KEYS_ONLY -> 2;
      case INCLUDE -> 3;
    };
  }

  private static Projection.Type projection(int code) {
    return switch (code) {
      case 1 -> Projection.Type.ALL;
      case 2 -> Projection.Type.KEYS_ONLY;
      case 3 -> Projection.Type.INCLUDE;
      default -> throw new MalformedMessageException("a projection of code " + code);
    };
  }

  private static int code(StreamViewType view) {
    return switch (view) {
      case KEYS_ONLY -> 1;
      case NEW_IMAGE -> 2;
      case OLD_IMAGE -> 3;
      case NEW_AND_OLD_IMAGES -> 4;
    };
  }

  private static StreamViewType view(int code) {
    return switch (code) {
      case 1 -> StreamViewType.KEYS_ONLY;
      case 2 -> StreamViewType.NEW_IMAGE;
      case 3 -> StreamViewType.OLD_IMAGE;
      case 4 -> StreamViewType.NEW_AND_OLD_IMAGES;
      default -> throw new MalformedMessageException("a view of code " + code);
    };
  }
}
