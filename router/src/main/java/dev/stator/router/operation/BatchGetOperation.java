package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.ReadRow;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.capacity.CapacityUnits;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.ProjectionExpression;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.StoredRow;
import dev.stator.model.json.JsonOut;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** BatchGetItem. */
public final class BatchGetOperation implements OperationHandler {
  /** Keys of one request. Source: the API reference. */
  private static final int KEYS_MAX = 100;

  /** Bytes of items of one answer; keys beyond come back unprocessed. Source: the API reference. */
  private static final long ITEM_BYTES_MAX = 16L << 20;

  /** The same for the answer itself: numbers of many digits are much longer as JSON. */
  private static final long ANSWER_BYTES_MAX = 24L << 20;

  private final Tables tables;
  private final PartitionClient partitions;

  public BatchGetOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  /** The part of the request that is about one table. */
  private record TablePart(
      String asked,
      Struct request,
      TableDescriptor table,
      boolean consistent,
      @Nullable ProjectionExpression projection,
      List<PrimaryKey> keys) {}

  @Override
  public void handle(Struct request, Reply reply) {
    Map<String, Struct> asked = Objects.requireNonNull(request.structMap("RequestItems"));
    int count = 0;
    for (Struct part : asked.values()) {
      count += Requests.attributeMaps(part, "Keys").size();
    }
    if (count > KEYS_MAX) {
      throw ApiException.validation("Too many items requested for the BatchGetItem call");
    }
    List<TablePart> parts = new ArrayList<>();
    asked.forEach((name, part) -> parts.add(part(name, part)));
    new Run(parts, ConsumedCapacity.of(request), reply).start();
  }

  private TablePart part(String name, Struct part) {
    Expressions expressions = new Expressions(part, ExpressionKind.PROJECTION);
    ProjectionExpression projection = expressions.projection();
    expressions.requireAllUsed();
    List<Map<String, AttributeValue>> keyMaps = Requests.attributeMaps(part, "Keys");
    if (new HashSet<>(keyMaps).size() < keyMaps.size()) {
      throw ApiException.validation("Provided list of item keys contains duplicates");
    }
    TableDescriptor table = tables.serving(name);
    List<PrimaryKey> keys = new ArrayList<>(keyMaps.size());
    for (Map<String, AttributeValue> key : keyMaps) {
      keys.add(Keys.fromKeyMap(table.keySchema(), key));
    }
    boolean consistent = Boolean.TRUE.equals(part.bool("ConsistentRead"));
    return new TablePart(name, part, table, consistent, projection, keys);
  }

  /** One request under way: as many keys are read at the same time as their items have room. */
  private final class Run {
    private final List<TablePart> parts;
    private final ConsumedCapacity capacity;
    private final Reply reply;

    Run(List<TablePart> parts, ConsumedCapacity capacity, Reply reply) {
      this.parts = parts;
      this.capacity = capacity;
      this.reply = reply;
    }

    void start() {
      List<ReadRow> reads = new ArrayList<>();
      for (TablePart part : parts) {
        for (PrimaryKey key : part.keys()) {
          long partition = part.table().partition(RowKeys.hash(key.partition())).id();
          reads.add(new ReadRow(partition, RowKeys.itemKey(partition, key), part.consistent()));
        }
      }
      RowReads.start(partitions, reads, ITEM_BYTES_MAX, Run::isFatal, this::finish);
    }

    private static boolean isFatal(PartitionResponse response) {
      return !(response instanceof PartitionResponse.Row) && !Answers.undone(response);
    }

    private void finish(List<PartitionResponse> responses) {
      PartitionResponse last = responses.getLast();
      if (isFatal(last)) {
        reply.fail(Answers.error(last));
      } else if (responses.stream().anyMatch(PartitionResponse.Row.class::isInstance)) {
        reply.ok(json -> write(json, responses, reply.answerBytes(ANSWER_BYTES_MAX)));
      } else {
        reply.fail(Answers.error(responses.getFirst()));
      }
    }

    /**
     * @param responses to the first keys; the others were not read, for want of room
     * @param bytesMax no item is begun beyond, except the first
     */
    private void write(JsonGenerator json, List<PartitionResponse> responses, long bytesMax) {
      List<List<PrimaryKey>> unprocessed = new ArrayList<>();
      double[] units = new double[parts.size()];
      json.writeObjectPropertyStart("Responses");
      long budget = ITEM_BYTES_MAX;
      int slot = 0;
      boolean any = false;
      for (int p = 0; p < parts.size(); p++) {
        TablePart part = parts.get(p);
        List<PrimaryKey> left = new ArrayList<>();
        unprocessed.add(left);
        json.writeArrayPropertyStart(part.asked());
        for (PrimaryKey key : part.keys()) {
          PartitionResponse response = slot < responses.size() ? responses.get(slot) : null;
          slot++;
          if (!(response instanceof PartitionResponse.Row found)) {
            left.add(key);
            continue;
          }
          StoredRow row = found.row();
          int bytes = row == null ? 0 : row.view().sizeBytes();
          if (bytes > budget || (any && row != null && JsonOut.written(json) >= bytesMax)) {
            left.add(key);
            continue;
          }
          budget -= bytes;
          units[p] += CapacityUnits.read(bytes, ConsumedCapacity.mode(part.consistent()));
          if (row != null) {
            any = true;
            GetItemOperation.writeRow(json, row, part.projection());
          }
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      writeUnprocessed(json, unprocessed);
      writeCapacity(json, units);
    }

    private void writeUnprocessed(JsonGenerator json, List<List<PrimaryKey>> unprocessed) {
      json.writeObjectPropertyStart("UnprocessedKeys");
      for (int p = 0; p < parts.size(); p++) {
        List<PrimaryKey> left = unprocessed.get(p);
        if (!left.isEmpty()) {
          writePart(json, parts.get(p), left);
        }
      }
      json.writeEndObject();
    }

    private void writePart(JsonGenerator json, TablePart part, List<PrimaryKey> keys) {
      json.writeObjectPropertyStart(part.asked());
      json.writeArrayPropertyStart("Keys");
      for (PrimaryKey key : keys) {
        Item item = Keys.toItem(part.table().keySchema(), key);
        ItemJson.write(json, item);
      }
      json.writeEndArray();
      if (part.request().bool("ConsistentRead") != null) {
        json.writeBooleanProperty("ConsistentRead", part.consistent());
      }
      String projection = part.request().string("ProjectionExpression");
      if (projection != null) {
        json.writeStringProperty("ProjectionExpression", projection);
      }
      List<String> attributes = part.request().strings("AttributesToGet");
      if (attributes != null) {
        json.writeArrayPropertyStart("AttributesToGet");
        attributes.forEach(json::writeString);
        json.writeEndArray();
      }
      Map<String, String> names = part.request().stringMap("ExpressionAttributeNames");
      if (names != null) {
        json.writeObjectPropertyStart("ExpressionAttributeNames");
        names.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      json.writeEndObject();
    }

    private void writeCapacity(JsonGenerator json, double[] units) {
      if (capacity != ConsumedCapacity.NONE) {
        json.writeArrayPropertyStart("ConsumedCapacity");
        for (int p = 0; p < parts.size(); p++) {
          capacity.writeObject(json, parts.get(p).table().name(), units[p]);
        }
        json.writeEndArray();
      }
    }
  }
}
