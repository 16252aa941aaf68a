package dev.stator.control;

import dev.stator.cluster.table.IndexChange;
import dev.stator.cluster.table.IndexSpec;
import dev.stator.cluster.table.OnDemandMax;
import dev.stator.cluster.wire.MalformedMessageException;
import dev.stator.cluster.wire.WireReader;
import dev.stator.cluster.wire.WireWriter;
import dev.stator.model.KeyAttribute;
import dev.stator.model.index.IndexDefinition;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.index.Projection;
import java.util.List;

/** Indexes in calls to AutoAdmin, version 1: docs/formats/control-1.md. */
final class IndexCodec1 {
  private static final int CREATE = 1;
  private static final int UPDATE = 2;
  private static final int DELETE = 3;

  private IndexCodec1() {}

  static void specs(WireWriter out, List<IndexDefinition> local, List<IndexSpec> global) {
    out.i32(local.size());
    local.forEach(index -> definition(out, index));
    out.i32(global.size());
    global.forEach(index -> spec(out, index));
  }

  static void changes(WireWriter out, List<IndexChange> changes) {
    out.i32(changes.size());
    for (IndexChange change : changes) {
      switch (change) {
        case IndexChange.Create create -> spec(out.u8(CREATE), create.spec());
        case IndexChange.Update update -> {
          out.u8(UPDATE).text(update.name());
          ControlCodec1.units(out, update.readUnits());
          ControlCodec1.units(out, update.writeUnits());
          OnDemandMax max = update.onDemandMax();
          out.bool(max != null);
          if (max != null) {
            out.i64(max.readUnits()).i64(max.writeUnits());
          }
        }
        case IndexChange.Delete delete -> out.u8(DELETE).text(delete.name());
      }
    }
  }

  static IndexChange change(WireReader in) {
    int kind = in.u8();
    return switch (kind) {
      case CREATE -> new IndexChange.Create(spec(in));
      case UPDATE ->
          new IndexChange.Update(
              in.text(),
              ControlCodec1.units(in),
              ControlCodec1.units(in),
              in.bool() ? new OnDemandMax(in.i64(), in.i64()) : null);
      case DELETE -> new IndexChange.Delete(in.text());
      default -> throw new MalformedMessageException("a change of an index of kind " + kind);
    };
  }

  static IndexSpec spec(WireReader in) {
    return new IndexSpec(definition(in), in.i64(), in.i64(), new OnDemandMax(in.i64(), in.i64()));
  }

  static IndexDefinition definition(WireReader in) {
    String name = in.text();
    List<KeyAttribute> partition = keys(in);
    List<KeyAttribute> sort = keys(in);
    String type = in.text();
    List<String> attributes = in.list(in::text);
    if (partition.isEmpty()
        || partition.size() > IndexKeys.ATTRIBUTES_MAX
        || sort.size() > IndexKeys.ATTRIBUTES_MAX) {
      throw new MalformedMessageException(
          "an index with " + partition.size() + " and " + sort.size() + " keys");
    }
    return new IndexDefinition(
        name, new IndexKeys(partition, sort), new Projection(type(type), attributes));
  }

  private static void spec(WireWriter out, IndexSpec spec) {
    definition(out, spec.definition());
    out.i64(spec.readUnits()).i64(spec.writeUnits());
    out.i64(spec.onDemandMax().readUnits()).i64(spec.onDemandMax().writeUnits());
  }

  private static void definition(WireWriter out, IndexDefinition index) {
    out.text(index.name());
    keys(out, index.keys().partition());
    keys(out, index.keys().sort());
    out.text(index.projection().type().name());
    List<String> attributes = index.projection().attributes();
    out.i32(attributes.size());
    attributes.forEach(out::text);
  }

  private static void keys(WireWriter out, List<KeyAttribute> keys) {
    out.i32(keys.size());
    keys.forEach(key -> ControlCodec1.attribute(out, key));
  }

  private static List<KeyAttribute> keys(WireReader in) {
    return in.list(() -> ControlCodec1.attribute(in));
  }

  private static Projection.Type type(String name) {
    for (Projection.Type known : Projection.Type.values()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    throw new MalformedMessageException("a projection of type " + name);
  }
}
