package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.wire.Struct;
import dev.stator.router.transaction.TransactionWrite.Part;
import dev.stator.router.transaction.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** What transactions consume: items count twice, and their indexes as ever. */
final class TransactionCapacity {
  private final ConsumedCapacity asked;

  private TransactionCapacity(ConsumedCapacity asked) {
    this.asked = asked;
  }

  static TransactionCapacity of(Struct request) {
    return new TransactionCapacity(ConsumedCapacity.of(request));
  }

  /** Whether a partition has to say what a write consumes in the indexes of its table. */
  boolean countsIndexes(TableDescriptor table) {
    return asked != ConsumedCapacity.NONE && !table.indexes().isEmpty();
  }

  /** Answers a write; {@code body} writes what else belongs into the answer. */
  void answer(
      List<Part> parts,
      WriteOutcome outcome,
      OperationHandler.Reply reply,
      OperationHandler.Body body) {
    switch (outcome) {
      case WriteOutcome.Done done ->
          reply.done(json -> {
            body.write(json);
            write(json, written(parts, done.sizes()), ConsumedUnits.Kind.WRITTEN);
          });
      case WriteOutcome.Repeated repeated ->
          reply.done(json -> {
            body.write(json);
            writeRead(json, repeated.readUnits());
          });
      case WriteOutcome.Failed failed -> reply.fail(failed.error());
    }
  }

  /**
   * A check counts as a write of the item as it is. Indexes do not count twice: their writes are
   * none of the transaction. Both as measured on the service by the authors of
   * github.com/nubo-db/dynoxide (pull request 188).
   */
  private static Map<String, ConsumedUnits> written(List<Part> parts, List<Sizes> sizes) {
    Map<String, ConsumedUnits> units = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      Sizes size = sizes.get(i);
      double table = CapacityUnits.transactionalWrite(size.oldBytes(), size.newBytes());
      units.merge(
          parts.get(i).table(),
          ConsumedUnits.written(table, size.indexUnits()),
          ConsumedUnits::plus);
    }
    return units;
  }

  /** Units of one read. */
  static double read(int bytes) {
    return CapacityUnits.read(bytes, CapacityUnits.ReadMode.TRANSACTIONAL);
  }

  /**
   * Writes the member {@code ConsumedCapacity} of what was read, if it was asked for.
   *
   * @param units by table
   */
  void writeRead(JsonGenerator json, Map<String, Double> units) {
    Map<String, ConsumedUnits> tables = new LinkedHashMap<>();
    units.forEach((table, sum) -> tables.put(table, ConsumedUnits.ofTable(sum)));
    write(json, tables, ConsumedUnits.Kind.READ);
  }

  private void write(
      JsonGenerator json, Map<String, ConsumedUnits> units, ConsumedUnits.Kind kind) {
    if (asked != ConsumedCapacity.NONE) {
      json.writeArrayPropertyStart("ConsumedCapacity");
      units.forEach((table, sum) -> asked.writeObject(json, table, sum, kind));
      json.writeEndArray();
    }
  }
}
