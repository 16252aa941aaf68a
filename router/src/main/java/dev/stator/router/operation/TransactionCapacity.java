package dev.stator.router.operation;

import dev.stator.cluster.transaction.TransactionResponse.Sizes;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.wire.Struct;
import dev.stator.router.transaction.TransactionWrite.Part;
import dev.stator.router.transaction.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** What transactions consume: everything counts twice. */
final class TransactionCapacity {
  private final ConsumedCapacity asked;

  private TransactionCapacity(ConsumedCapacity asked) {
    this.asked = asked;
  }

  static TransactionCapacity of(Struct request) {
    return new TransactionCapacity(ConsumedCapacity.of(request));
  }

  /** Answers a write; {@code body} writes what else belongs into the answer. */
  void answer(
      List<Part> parts,
      WriteOutcome outcome,
      OperationHandler.Reply reply,
      OperationHandler.Body body) {
    switch (outcome) {
      case WriteOutcome.Done done ->
          reply.ok(json -> {
            body.write(json);
            write(json, written(parts, done.sizes()), false);
          });
      case WriteOutcome.Repeated repeated ->
          reply.ok(json -> {
            body.write(json);
            write(json, repeated.readUnits(), true);
          });
      case WriteOutcome.Failed failed -> reply.fail(failed.error());
    }
  }

  private static Map<String, Double> written(List<Part> parts, List<Sizes> sizes) {
    Map<String, Double> units = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      Sizes size = sizes.get(i);
      // A check reads.
      double each =
          parts.get(i).action().checkOnly()
              ? read(size.oldBytes())
              : 2 * CapacityUnits.write(size.oldBytes(), size.newBytes());
      units.merge(parts.get(i).table(), each, Double::sum);
    }
    return units;
  }

  /** Units of one read. */
  static double read(int bytes) {
    return 2 * CapacityUnits.read(bytes, CapacityUnits.ReadMode.STRONG);
  }

  /**
   * Writes the member {@code ConsumedCapacity} if it was asked for.
   *
   * @param units by table
   */
  void write(JsonGenerator json, Map<String, Double> units, boolean read) {
    if (asked != ConsumedCapacity.NONE) {
      json.writeArrayPropertyStart("ConsumedCapacity");
      units.forEach((table, sum) -> asked.writeTransaction(json, table, sum, read));
      json.writeEndArray();
    }
  }
}
