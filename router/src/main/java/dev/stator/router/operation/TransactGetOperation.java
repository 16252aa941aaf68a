package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import dev.stator.router.transaction.ReadOutcome;
import dev.stator.router.transaction.TransactionRead;
import dev.stator.router.transaction.TransactionRead.Get;
import dev.stator.router.transaction.Transactions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** TransactGetItems. */
public final class TransactGetOperation implements OperationHandler {
  private final Tables tables;
  private final Transactions transactions;

  public TransactGetOperation(Tables tables, Transactions transactions) {
    this.tables = tables;
    this.transactions = transactions;
  }

  private record Parsed(
      Struct request, Map<String, AttributeValue> key, @Nullable ProjectionExpression projection) {}

  /** Where an item is, and what is wanted of it. */
  private record Wanted(TableDescriptor table, @Nullable ProjectionExpression projection) {}

  @Override
  public void handle(Struct request, Reply reply) {
    List<Parsed> parsed = new ArrayList<>();
    for (Struct one : Requests.structs(request, "TransactItems")) {
      Struct get = one.struct("Get");
      if (get == null) {
        throw new IllegalStateException("the model requires a Get");
      }
      Map<String, AttributeValue> key = Requests.attributes(get, "Key");
      Expressions expressions = new Expressions(get, ExpressionKind.PROJECTION);
      ProjectionExpression projection =
          get.string("ProjectionExpression") == null ? null : expressions.projection();
      expressions.requireAllUsed();
      parsed.add(new Parsed(get, key, projection));
    }
    TransactionTargets targets = new TransactionTargets();
    List<Wanted> wanted = new ArrayList<>();
    List<Get> gets = new ArrayList<>();
    for (Parsed one : parsed) {
      TableDescriptor table = tables.serving(one.request().requiredString("TableName"));
      PrimaryKey key;
      try {
        key = Keys.fromKeyMap(table.keySchema(), one.key());
      } catch (ApiException refused) {
        if (!Keys.isMismatch(refused)) {
          throw refused;
        }
        targets.addProblem(refused);
        continue;
      }
      targets.add(table.name(), key);
      wanted.add(new Wanted(table, one.projection()));
      gets.add(get(table, key));
    }
    targets.check();
    TransactionCapacity capacity = TransactionCapacity.of(request);
    transactions.read(
        new TransactionRead(gets), outcome -> answer(wanted, outcome, capacity, reply));
  }

  static Get get(TableDescriptor table, PrimaryKey key) {
    long partition = table.partition(RowKeys.hash(key.partition())).id();
    return new Get(partition, RowKeys.itemKey(partition, key));
  }

  private static void answer(
      List<Wanted> wanted, ReadOutcome outcome, TransactionCapacity capacity, Reply reply) {
    switch (outcome) {
      case ReadOutcome.Done done -> {
        List<@Nullable StoredRow> rows = done.rows();
        reply.ok(json -> {
          Map<String, Double> units = new LinkedHashMap<>();
          json.writeArrayPropertyStart("Responses");
          for (int i = 0; i < rows.size(); i++) {
            StoredRow row = rows.get(i);
            units.merge(
                wanted.get(i).table().name(),
                TransactionCapacity.read(row == null ? 0 : row.view().sizeBytes()),
                Double::sum);
            write(json, row, wanted.get(i).projection());
          }
          json.writeEndArray();
          capacity.writeRead(json, units);
        });
      }
      case ReadOutcome.Failed failed -> reply.fail(failed.error());
    }
  }

  private static void write(
      JsonGenerator json, @Nullable StoredRow row, @Nullable ProjectionExpression projection) {
    json.writeStartObject();
    if (row != null) {
      json.writeName("Item");
      GetItemOperation.writeRow(json, row, projection);
    }
    json.writeEndObject();
  }
}
