package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.AttributeValue;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** GetItem. */
public final class GetItemOperation implements OperationHandler {
  private final Tables tables;
  private final PartitionClient partitions;

  public GetItemOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    Expressions.refuseMixed(request, ExpressionKind.PROJECTION);
    Map<String, AttributeValue> keyMap = Requests.attributes(request, "Key");
    Expressions expressions = new Expressions(request, ExpressionKind.PROJECTION);
    ProjectionExpression projection = expressions.projection();
    expressions.requireAllUsed();
    TableDescriptor table = tables.serving(request.requiredString("TableName"));
    PrimaryKey key = Keys.fromKeyMap(table.keySchema(), keyMap);
    ScalarKeys.check(table, projection);
    boolean consistent = request.bool("ConsistentRead", false);
    ConsumedCapacity capacity = ConsumedCapacity.of(request);
    long partition = table.partition(RowKeys.hash(key.partition())).id();
    partitions.send(
        new ReadRow(partition, RowKeys.itemKey(partition, key), consistent),
        response -> {
          if (response instanceof PartitionResponse.Row row) {
            reply.ok(json -> {
              int bytes = writeItem(json, row.row(), projection);
              capacity.write(
                  json, table.name(), CapacityUnits.read(bytes, ConsumedCapacity.mode(consistent)));
            });
          } else {
            reply.fail(Answers.error(response));
          }
        });
  }

  /** Writes the member {@code Item} if there is a row; answers the item's size. */
  private static int writeItem(
      JsonGenerator json, @Nullable StoredRow row, @Nullable ProjectionExpression projection) {
    if (row == null) {
      return 0;
    }
    json.writeName("Item");
    writeRow(json, row, projection);
    return row.view().sizeBytes();
  }

  /** Writes a stored row's item, or the part of it that the projection leaves. */
  static void writeRow(
      JsonGenerator json, StoredRow row, @Nullable ProjectionExpression projection) {
    if (projection == null) {
      ItemJson.write(json, row.view());
    } else {
      ItemJson.write(json, projection.apply(row.item()));
    }
  }
}
