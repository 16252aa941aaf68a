package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionClient;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.item.ItemJson;
import dev.stator.model.json.JsonOut;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.partiql.ReadPlan;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** BatchExecuteStatement: statements about one item each, all reads or all writes. */
public final class BatchStatementOperation implements OperationHandler {
  /** Bytes of JSON beyond which no more items are put into one answer. */
  private static final long ANSWER_BYTES_MAX = 24L << 20;

  private final Tables tables;
  private final StatementRunner runner;

  public BatchStatementOperation(Tables tables, PartitionClient partitions) {
    this.tables = tables;
    this.runner = new StatementRunner(partitions);
  }

  /** A statement of the batch: prepared, or what is wrong with it. */
  private record Member(
      Struct request, @Nullable PreparedStatement prepared, @Nullable ApiException error) {}

  private record Target(String table, PrimaryKey key) {}

  @Override
  public void handle(Struct request, Reply reply) {
    List<Member> members = new ArrayList<>();
    for (Struct one : Requests.structs(request, "Statements")) {
      members.add(prepare(one));
    }
    refuseMixed(members);
    refuseDuplicates(members);
    new Run(members, ConsumedCapacity.of(request), reply).start();
  }

  private Member prepare(Struct request) {
    try {
      List<AttributeValue> given = request.values("Parameters");
      PreparedStatement prepared =
          PreparedStatement.of(
              tables, request.requiredString("Statement"), given == null ? List.of() : given);
      return new Member(request, prepared, null);
    } catch (ApiException refused) {
      return new Member(request, null, refused);
    }
  }

  private static void refuseMixed(List<Member> members) {
    boolean reads = false;
    boolean writes = false;
    for (Member member : members) {
      reads |= member.prepared() instanceof PreparedStatement.Read;
      writes |= member.prepared() instanceof PreparedStatement.Write;
    }
    if (reads && writes) {
      throw ApiException.validation(
          "Read and write requests together in the same batch is not supported.");
    }
  }

  private static void refuseDuplicates(List<Member> members) {
    Set<Target> targets = new HashSet<>();
    for (Member member : members) {
      Target target = target(member.prepared());
      if (target != null && !targets.add(target)) {
        throw ApiException.validation("Provided list of item keys contains duplicates");
      }
    }
  }

  /** The item that a statement is about; null when it is about none or several. */
  private static @Nullable Target target(@Nullable PreparedStatement prepared) {
    return switch (prepared) {
      case PreparedStatement.Read read when read.plan() instanceof ReadPlan.Get get ->
          new Target(read.table().name(), get.target().key());
      case PreparedStatement.Write write -> new Target(write.table().name(), write.key());
      case null, default -> null;
    };
  }

  /** One request under way: all statements are carried out at the same time. */
  private final class Run {
    private final List<Member> members;
    private final ConsumedCapacity capacity;
    private final Reply reply;
    private final AtomicReferenceArray<StatementResult> results;
    private final AtomicInteger missing;

    Run(List<Member> members, ConsumedCapacity capacity, Reply reply) {
      this.members = members;
      this.capacity = capacity;
      this.reply = reply;
      this.results = new AtomicReferenceArray<>(members.size());
      this.missing = new AtomicInteger(members.size());
    }

    void start() {
      for (int i = 0; i < members.size(); i++) {
        start(members.get(i), i);
      }
    }

    private void start(Member member, int slot) {
      switch (member.prepared()) {
        case PreparedStatement.Read read
            when read.plan() instanceof ReadPlan.Get get && get.filter() == null ->
            runner.read(
                read,
                new StatementRunner.Reading(
                    member.request().bool("ConsistentRead", false), 1, null),
                result -> done(slot, result));
        case PreparedStatement.Write write ->
            runner.write(
                write,
                "ALL_OLD".equals(member.request().string("ReturnValuesOnConditionCheckFailure")),
                result -> done(slot, result));
        case null, default -> done(slot, null);
      }
    }

    private void done(int slot, @Nullable StatementResult result) {
      results.set(slot, result);
      if (missing.decrementAndGet() == 0) {
        if (IntStream.range(0, results.length())
            .anyMatch(at -> results.get(at) instanceof StatementResult.Written)) {
          reply.done(this::write);
        } else {
          reply.ok(this::write);
        }
      }
    }

    private void write(JsonGenerator json) {
      Map<String, ConsumedUnits> units = new LinkedHashMap<>();
      long bytesMax = reply.answerBytes(ANSWER_BYTES_MAX);
      json.writeArrayPropertyStart("Responses");
      for (int i = 0; i < members.size(); i++) {
        boolean full = i > 0 && JsonOut.written(json) >= bytesMax;
        json.writeStartObject();
        StatementResult result = results.get(i);
        switch (result) {
          case StatementResult.Read read when full -> {
            writeError(json, noRoom());
            writeTable(json, read.table());
          }
          case StatementResult.Read read -> {
            writeTable(json, read.table());
            add(units, read.table(), read.units());
            writeItem(json, read, !read.rows().isEmpty());
          }
          case StatementResult.Written written -> {
            writeTable(json, written.table());
            add(units, written.table(), written.units());
            Item returned = written.returned();
            // It was done, so it is answered, if without what it returns.
            writeItem(json, written, !full && returned != null && !returned.attributes().isEmpty());
          }
          case StatementResult.Failed failed -> {
            ApiException error = failed.error();
            writeError(json, full ? new ApiException(error.code(), error.message(), null) : error);
            writeTable(json, failed.table());
          }
          case null -> writeError(json, refusal(members.get(i)));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      if (capacity != ConsumedCapacity.NONE) {
        json.writeArrayPropertyStart("ConsumedCapacity");
        units.forEach((table, sum) -> capacity.writeObject(json, table, sum));
        json.writeEndArray();
      }
    }

    private void writeItem(JsonGenerator json, StatementResult result, boolean any) {
      if (any) {
        json.writeName("Item");
        result.writeItems(json);
      }
    }
  }

  private static void add(
      Map<String, ConsumedUnits> units, TableDescriptor table, ConsumedUnits more) {
    units.merge(table.name(), more, ConsumedUnits::plus);
  }

  private static void writeTable(JsonGenerator json, TableDescriptor table) {
    json.writeStringProperty("TableName", table.name());
  }

  private static ApiException refusal(Member member) {
    ApiException error = member.error();
    return error != null
        ? error
        : ApiException.validation(
            "Select statements within BatchExecuteStatement must specify the primary key in the"
                + " where clause.");
  }

  /** A client tries it again, alone or with fewer others. */
  private static ApiException noRoom() {
    return new ApiException(
        ErrorCode.THROTTLING, "The items of the statements before this one fill the answer.");
  }

  private static void writeError(JsonGenerator json, ApiException error) {
    json.writeObjectPropertyStart("Error");
    json.writeStringProperty("Code", code(error.code()));
    json.writeStringProperty("Message", error.message());
    Item item = error.item();
    if (item != null) {
      json.writeName("Item");
      ItemJson.write(json, item);
    }
    json.writeEndObject();
  }

  /** The names that errors have inside a batch. */
  private static String code(ErrorCode code) {
    return switch (code) {
      case CONDITIONAL_CHECK_FAILED -> "ConditionalCheckFailed";
      case ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED -> "ItemCollectionSizeLimitExceeded";
      case REQUEST_LIMIT_EXCEEDED -> "RequestLimitExceeded";
      case PROVISIONED_THROUGHPUT_EXCEEDED -> "ProvisionedThroughputExceeded";
      case THROTTLING, SERVICE_UNAVAILABLE -> "ThrottlingError";
      case RESOURCE_NOT_FOUND, TABLE_NOT_FOUND -> "ResourceNotFound";
      case ACCESS_DENIED -> "AccessDenied";
      case DUPLICATE_ITEM -> "DuplicateItem";
      case INTERNAL -> "InternalServerError";
      default -> "ValidationError";
    };
  }
}
