package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.message.PartitionResponse;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.Item;
import dev.stator.model.indexed.LocalEntries;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemJson;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.key.Keys;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tools.jackson.core.JsonGenerator;

/** BatchWriteItem: up to 25 puts and deletes, each on its own. */
public final class BatchWriteOperation implements OperationHandler {
  /** Writes of one request. Source: the API reference. */
  private static final int WRITES_MAX = 25;

  private final Tables tables;
  private final PartitionClient partitions;

  public BatchWriteOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.partitions = partitions;
  }

  /**
   * One write of the batch.
   *
   * @param asked the table as the request names it
   */
  private record Write(String asked, TableDescriptor table, PrimaryKey key, Mutation mutation) {}

  /** An item of the whole batch: a table may be named twice, by its name and by its ARN. */
  private record TableKey(String table, PrimaryKey key) {}

  @Override
  public void handle(Struct request, Reply reply) {
    Map<String, List<Struct>> asked = Objects.requireNonNull(request.structListMap("RequestItems"));
    int count = 0;
    for (List<Struct> writes : asked.values()) {
      count += writes.size();
    }
    if (count > WRITES_MAX) {
      throw ApiException.validation("Too many items requested for the BatchWriteItem call");
    }
    asked.values().forEach(writes -> writes.forEach(BatchWriteOperation::checkOneKind));
    List<Write> writes = new ArrayList<>(count);
    Set<TableKey> seen = new HashSet<>();
    asked.forEach((name, part) -> writes.addAll(writes(name, part, seen)));
    new Run(writes, ConsumedCapacity.of(request), ItemCollections.asked(request), reply).start();
  }

  private static void checkOneKind(Struct write) {
    boolean put = write.has("PutRequest");
    boolean delete = write.has("DeleteRequest");
    if (put && delete) {
      throw ApiException.validation(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
              + " supported datatypes");
    }
    if (!put && !delete) {
      throw ApiException.validation(
          "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }
  }

  private List<Write> writes(String name, List<Struct> part, Set<TableKey> seen) {
    TableDescriptor table = tables.serving(name);
    List<Write> writes = new ArrayList<>();
    for (Struct one : part) {
      Write write = write(name, table, one);
      if (!seen.add(new TableKey(table.name(), write.key()))) {
        throw ApiException.validation("Provided list of item keys contains duplicates");
      }
      writes.add(write);
    }
    return writes;
  }

  private static Write write(String name, TableDescriptor table, Struct one) {
    Struct put = one.struct("PutRequest");
    if (put != null) {
      Item item = Item.owning(Requests.attributes(put, "Item"));
      Requests.checkNames(item.attributes());
      int sizeBytes = ItemLimits.checkPut(item);
      PrimaryKey key = Keys.fromItem(table.keySchema(), item);
      EncodedItem encoded = EncodedItem.of(item, sizeBytes);
      LocalEntries.checkPut(table.keySchema(), table.indexes().local(), encoded.view());
      return new Write(name, table, key, new Mutation.Put(encoded));
    }
    Struct delete = Objects.requireNonNull(one.struct("DeleteRequest"));
    PrimaryKey key = Keys.fromKeyMap(table.keySchema(), Requests.attributes(delete, "Key"));
    return new Write(name, table, key, new Mutation.Delete());
  }

  /** One request under way: all writes are sent at the same time. */
  private final class Run {
    private final List<Write> writes;
    private final ConsumedCapacity capacity;
    private final boolean metrics;
    private final Reply reply;
    private final AtomicReferenceArray<PartitionResponse> responses;
    private final AtomicInteger missing;

    Run(List<Write> writes, ConsumedCapacity capacity, boolean metrics, Reply reply) {
      this.writes = writes;
      this.capacity = capacity;
      this.metrics = metrics;
      this.reply = reply;
      this.responses = new AtomicReferenceArray<>(writes.size());
      this.missing = new AtomicInteger(writes.size());
    }

    void start() {
      for (int i = 0; i < writes.size(); i++) {
        Write write = writes.get(i);
        int slot = i;
        partitions.send(
            new WriteItem(
                write.table().partition(RowKeys.hash(write.key().partition())).id(),
                write.table().keySchema(),
                write.key(),
                write.mutation(),
                null,
                ReturnValues.NONE,
                false,
                capacity != ConsumedCapacity.NONE && !write.table().indexes().isEmpty()),
            response -> {
              responses.set(slot, response);
              if (missing.decrementAndGet() == 0) {
                finish();
              }
            });
      }
    }

    private void finish() {
      boolean anyDone = false;
      for (int i = 0; i < responses.length(); i++) {
        PartitionResponse response = responses.get(i);
        anyDone |= response instanceof PartitionResponse.Written;
        boolean retryable =
            Answers.undone(response) || response instanceof PartitionResponse.Unknown;
        if (!(response instanceof PartitionResponse.Written) && !retryable) {
          reply.fail(Answers.error(response));
          return;
        }
      }
      if (anyDone) {
        reply.done(this::write);
      } else {
        reply.fail(Answers.error(responses.get(0)));
      }
    }

    private void write(JsonGenerator json) {
      Map<String, List<Write>> left = new LinkedHashMap<>();
      Map<String, ConsumedUnits> units = new LinkedHashMap<>();
      ItemCollections collections = new ItemCollections();
      for (int i = 0; i < writes.size(); i++) {
        Write write = writes.get(i);
        if (responses.get(i) instanceof PartitionResponse.Written done) {
          units.merge(write.table().name(), ConsumedUnits.of(done), ConsumedUnits::plus);
          collections.add(
              write.asked(), write.table().keySchema(), write.key(), done.collectionBytes());
        } else {
          left.computeIfAbsent(write.asked(), name -> new ArrayList<>()).add(write);
        }
      }
      json.writeObjectPropertyStart("UnprocessedItems");
      left.forEach((table, unprocessed) -> writeUnprocessed(json, table, unprocessed));
      json.writeEndObject();
      if (metrics) {
        collections.write(json);
      }
      if (capacity != ConsumedCapacity.NONE) {
        json.writeArrayPropertyStart("ConsumedCapacity");
        units.forEach((table, sum) -> capacity.writeObject(json, table, sum));
        json.writeEndArray();
      }
    }

    private static void writeUnprocessed(JsonGenerator json, String table, List<Write> left) {
      json.writeArrayPropertyStart(table);
      for (Write write : left) {
        json.writeStartObject();
        if (write.mutation() instanceof Mutation.Put put) {
          json.writeObjectPropertyStart("PutRequest");
          json.writeName("Item");
          ItemJson.write(json, put.item().view());
        } else {
          json.writeObjectPropertyStart("DeleteRequest");
          json.writeName("Key");
          ItemJson.write(json, Keys.toItem(write.table().keySchema(), write.key()));
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
