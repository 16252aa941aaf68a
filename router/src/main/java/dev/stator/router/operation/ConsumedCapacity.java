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

  /**
   * Writes the object of a transaction, which says whether units were read or written.
   *
   * @param read whether they were read
   */
  void writeTransaction(JsonGenerator json, String table, double units, boolean read) {
    json.writeStartObject();
    json.writeStringProperty("TableName", table);
    writeUnits(json, units, read);
    if (this == INDEXES) {
      json.writeObjectPropertyStart("Table");
      writeUnits(json, units, read);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeUnits(JsonGenerator json, double units, boolean read) {
    json.writeNumberProperty("CapacityUnits", units);
    json.writeNumberProperty(read ? "ReadCapacityUnits" : "WriteCapacityUnits", units);
  }

  /** Writes the object alone, as an element of a batch's list. */
  void writeObject(JsonGenerator json, String table, double units) {
    writeObject(json, table, ConsumedUnits.ofTable(units));
  }

  /** As {@link #writeObject(JsonGenerator, String, double)}, with units of indexes. */
  void writeObject(JsonGenerator json, String table, ConsumedUnits units) {
    json.writeStartObject();
    json.writeStringProperty("TableName", table);
    json.writeNumberProperty("CapacityUnits", units.total());
    if (this == INDEXES) {
      units.writeParts(json);
    }
    json.writeEndObject();
  }
}
