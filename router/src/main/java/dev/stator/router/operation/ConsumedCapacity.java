package dev.stator.router.operation;

import dev.stator.model.capacity.CapacityUnits.ReadMode;
import dev.stator.model.wire.Struct;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The ConsumedCapacity part of an answer, as detailed as the request asked for. */
enum ConsumedCapacity {
  NONE,
  TOTAL,
  INDEXES;

  static ConsumedCapacity of(Struct request) {
    @Nullable String asked = request.string("ReturnConsumedCapacity");
    return asked == null ? NONE : valueOf(asked);
  }

  /** What a read of this consistency costs. */
  static ReadMode mode(boolean consistent) {
    return consistent ? ReadMode.STRONG : ReadMode.EVENTUAL;
  }

  /** Writes the member {@code ConsumedCapacity} if it was asked for. */
  void write(JsonGenerator json, String table, double units) {
    write(json, table, ConsumedUnits.ofTable(units));
  }

  /** As {@link #write(JsonGenerator, String, double)}, with units of indexes. */
  void write(JsonGenerator json, String table, ConsumedUnits units) {
    if (this != NONE) {
      json.writeName("ConsumedCapacity");
      writeObject(json, table, units);
    }
  }

  /** Writes the object alone, as an element of a batch's list. */
  void writeObject(JsonGenerator json, String table, double units) {
    writeObject(json, table, ConsumedUnits.ofTable(units));
  }

  /** As {@link #writeObject(JsonGenerator, String, double)}, with units of indexes. */
  void writeObject(JsonGenerator json, String table, ConsumedUnits units) {
    writeObject(json, table, units, ConsumedUnits.Kind.ANY);
  }

  /** The same, for units of one kind. */
  void writeObject(JsonGenerator json, String table, ConsumedUnits units, ConsumedUnits.Kind kind) {
    json.writeStartObject();
    json.writeStringProperty("TableName", table);
    units.writeTotal(json, kind);
    if (this == INDEXES) {
      units.writeParts(json, kind);
    }
    json.writeEndObject();
  }
}
