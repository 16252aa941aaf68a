package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionResponse;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.capacity.IndexUnits;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Capacity units that a request has consumed, of a table and of its indexes.
 *
 * @param local by the names of local indexes
 * @param global by the names of global indexes
 */
record ConsumedUnits(
    double table, SortedMap<String, Double> local, SortedMap<String, Double> global) {
  /** Units of the table alone. */
  static ConsumedUnits ofTable(double units) {
    return new ConsumedUnits(units, new TreeMap<>(), new TreeMap<>());
  }

  /**
   * Units of what was read.
   *
   * @param units of the table or index that was read
   * @param fetched units of items that an index did not hold whole
   */
  static ConsumedUnits of(Source source, double units, double fetched) {
    TreeMap<String, Double> local = new TreeMap<>();
    TreeMap<String, Double> global = new TreeMap<>();
    switch (source) {
      case Source.OfTable _ -> {
        return ofTable(units);
      }
      case Source.OfLocal index -> local.put(index.index().name(), units);
      case Source.OfGlobal index -> global.put(index.index().name(), units);
    }
    return new ConsumedUnits(fetched, local, global);
  }

  /** Units of a write. */
  static ConsumedUnits of(PartitionResponse.Written written) {
    return written(
        CapacityUnits.write(written.oldBytes(), written.newBytes()), written.indexUnits());
  }

  /** Units of a write that costs this much in its table. */
  static ConsumedUnits written(double table, List<IndexUnits> indexes) {
    TreeMap<String, Double> local = new TreeMap<>();
    TreeMap<String, Double> global = new TreeMap<>();
    for (IndexUnits index : indexes) {
      (index.local() ? local : global).put(index.index(), (double) index.units());
    }
    return new ConsumedUnits(table, local, global);
  }

  /** These and others of the same table. */
  ConsumedUnits plus(ConsumedUnits other) {
    TreeMap<String, Double> locals = new TreeMap<>(local);
    other.local.forEach((name, units) -> locals.merge(name, units, Double::sum));
    TreeMap<String, Double> globals = new TreeMap<>(global);
    other.global.forEach((name, units) -> globals.merge(name, units, Double::sum));
    return new ConsumedUnits(table + other.table, locals, globals);
  }

  double total() {
    double sum = table;
    for (double units : local.values()) {
      sum += units;
    }
    for (double units : global.values()) {
      sum += units;
    }
    return sum;
  }

  /** What answers call units. */
  enum Kind {
    /** Those of plain operations do not say whether they were read or written. */
    ANY(null),
    READ("ReadCapacityUnits"),
    WRITTEN("WriteCapacityUnits");

    private final @Nullable String member;

    Kind(@Nullable String member) {
      this.member = member;
    }
  }

  /** Writes what all parts together have consumed, as members. */
  void writeTotal(JsonGenerator json, Kind kind) {
    write(json, total(), kind);
  }

  /** Writes what each part has consumed, as members. */
  void writeParts(JsonGenerator json, Kind kind) {
    json.writeObjectPropertyStart("Table");
    write(json, table, kind);
    json.writeEndObject();
    write(json, "LocalSecondaryIndexes", local, kind);
    write(json, "GlobalSecondaryIndexes", global, kind);
  }

  private static void write(
      JsonGenerator json, String name, SortedMap<String, Double> indexes, Kind kind) {
    if (!indexes.isEmpty()) {
      json.writeObjectPropertyStart(name);
      indexes.forEach((index, units) -> {
        json.writeObjectPropertyStart(index);
        write(json, units, kind);
        json.writeEndObject();
      });
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, double units, Kind kind) {
    json.writeNumberProperty("CapacityUnits", units);
    if (kind.member != null) {
      json.writeNumberProperty(kind.member, units);
    }
  }
}
