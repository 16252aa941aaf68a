package dev.stator.router.operation;

import dev.stator.cluster.message.Action;
import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.CanceledException;
import dev.stator.model.CancellationReason;
import dev.stator.model.capacity.ItemSizes;
import dev.stator.model.item.StoredRow;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.key.RowKeys;
import dev.stator.model.partiql.ReadPlan;
import dev.stator.model.partiql.Statement;
import dev.stator.model.wire.Struct;
import dev.stator.router.transaction.ReadOutcome;
import dev.stator.router.transaction.TransactionRead;
import dev.stator.router.transaction.TransactionRead.Get;
import dev.stator.router.transaction.TransactionWrite;
import dev.stator.router.transaction.TransactionWrite.Part;
import dev.stator.router.transaction.Transactions;
import dev.stator.router.transaction.WriteOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ExecuteTransaction: statements about one item each, all reads or all writes, as one. Source of
 * what is said of a statement that cannot be read, or is about an index: the service's answers as
 * recorded in github.com/nubo-db/dynamodb-conformance.
 */
public final class StatementsOperation implements OperationHandler {
  private static final String DUPLICATE = "Duplicate primary key exists in table";

  /** Longer than any token, so that no token of TransactWriteItems can begin like this. */
  private static final String TOKEN = "of ExecuteTransaction, not of TransactWriteItems: ";

  private final Tables tables;
  private final Transactions transactions;

  public StatementsOperation(Tables tables, Transactions transactions) {
    this.tables = tables;
    this.transactions = transactions;
  }

  @Override
  public void handle(Struct request, Reply reply) {
    List<Struct> asked = Requests.structs(request, "TransactStatements");
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      statements.add(parse(i, asked.get(i)));
    }
    boolean reads = statements.stream().allMatch(Statement::reads);
    if (!reads && statements.stream().anyMatch(Statement::reads)) {
      throw ApiException.validation(
          "ExecuteTransaction API does not support both read and write operations in the same"
              + " request.");
    }
    if (reads) {
      read(request, statements, reply);
    } else {
      write(request, asked, statements, reply);
    }
  }

  private static Statement parse(int at, Struct asked) {
    List<AttributeValue> given = asked.values("Parameters");
    try {
      return Statement.parse(asked.requiredString("Statement"), given == null ? List.of() : given);
    } catch (ApiException refused) {
      throw refused.message().startsWith("Unsupported operation")
          ? refused
          : failed(at, refused.message());
    }
  }

  private static ApiException failed(int at, String message) {
    return ApiException.validation(
        "Validation failed in TransactStatements[" + at + "]: " + message);
  }

  private void read(Struct request, List<Statement> statements, Reply reply) {
    TransactionTargets targets = new TransactionTargets();
    List<PreparedStatement.Read> prepared = new ArrayList<>();
    List<Get> gets = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      PreparedStatement.Read read;
      if (statements.get(i) instanceof Statement.Select select && select.index() != null) {
        throw failed(i, "Reads on indices are not supported within transactions.");
      }
      try {
        read = (PreparedStatement.Read) PreparedStatement.of(tables, statements.get(i));
      } catch (ApiException refused) {
        refuse(i, refused, targets);
        continue;
      }
      if (!(read.plan() instanceof ReadPlan.Get get && get.filter() == null)) {
        throw failed(
            i,
            "Select statements within ExecuteTransaction must specify the primary key in the where"
                + " clause.");
      }
      targets.add(read.table().name(), get.target().key());
      prepared.add(read);
      gets.add(TransactGetOperation.get(read.table(), get.target().key()));
    }
    targets.check();
    TransactionCapacity capacity = TransactionCapacity.of(request);
    transactions.read(
        new TransactionRead(gets), outcome -> answer(prepared, outcome, capacity, reply));
  }

  /** What is wrong with the key cancels the transaction; all else refuses it. */
  private static void refuse(int at, ApiException refused, TransactionTargets targets) {
    String message = refused.message();
    if (message.startsWith("Key attribute") || dev.stator.model.key.Keys.isMismatch(refused)) {
      targets.addProblem(refused);
    } else if (message.startsWith("Where clause does not contain")
        || message.startsWith("Cannot update attribute")
        || message.contains("This attribute is part of the key")) {
      targets.addProblem(refused);
    } else if (refused.code() == dev.stator.model.ErrorCode.RESOURCE_NOT_FOUND) {
      throw refused;
    } else {
      throw failed(at, message);
    }
  }

  private static void answer(
      List<PreparedStatement.Read> prepared,
      ReadOutcome outcome,
      TransactionCapacity capacity,
      Reply reply) {
    switch (outcome) {
      case ReadOutcome.Done done ->
          reply.ok(json -> {
            Map<String, Double> units = new LinkedHashMap<>();
            json.writeArrayPropertyStart("Responses");
            for (int i = 0; i < prepared.size(); i++) {
              PreparedStatement.Read read = prepared.get(i);
              StoredRow row = done.rows().get(i);
              double each = TransactionCapacity.read(row == null ? 0 : row.view().sizeBytes());
              units.merge(read.table().name(), each, Double::sum);
              json.writeStartObject();
              if (row != null) {
                json.writeName("Item");
                StatementResult.writeItem(json, row, read.projection());
              }
              json.writeEndObject();
            }
            json.writeEndArray();
            capacity.writeRead(json, units);
          });
      case ReadOutcome.Failed failed -> reply.fail(failed.error());
    }
  }

  private void write(Struct request, List<Struct> asked, List<Statement> statements, Reply reply) {
    TransactionCapacity capacity = TransactionCapacity.of(request);
    TransactionTargets targets = new TransactionTargets();
    List<Part> parts = new ArrayList<>();
    List<Boolean> inserts = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (returns(statement)) {
        throw failed(i, "RETURNING clause is not supported in ExecuteTransaction.");
      }
      boolean returnOld =
          "ALL_OLD".equals(asked.get(i).string("ReturnValuesOnConditionCheckFailure"));
      Part part;
      try {
        part =
            statement instanceof Statement.Exists exists
                ? check(i, exists, returnOld)
                : change(statement, returnOld, capacity);
      } catch (ApiException refused) {
        if (refused.message().startsWith("Validation failed in ")) {
          throw refused;
        }
        refuse(i, refused, targets);
        continue;
      }
      bytes += bytes(part, asked.get(i));
      TransactionTargets.checkBytes(bytes);
      targets.add(part.table(), part.action().write().key());
      parts.add(part);
      inserts.add(statement instanceof Statement.Insert);
    }
    targets.check();
    transactions.write(
        new TransactionWrite(token(request), parts),
        outcome ->
            capacity.answer(
                parts,
                outcome instanceof WriteOutcome.Failed failed
                        && failed.error() instanceof CanceledException canceled
                    ? new WriteOutcome.Failed(duplicates(canceled, inserts))
                    : outcome,
                reply,
                json -> {
                  json.writeArrayPropertyStart("Responses");
                  json.writeEndArray();
                }));
  }

  /** How much a statement counts towards the limit of the whole. */
  private static long bytes(Part part, Struct asked) {
    if (part.action().write().mutation() instanceof Mutation.Put put) {
      return put.item().sizeBytes();
    }
    List<AttributeValue> given = asked.values("Parameters");
    long bytes = 0;
    for (AttributeValue value : given == null ? List.<AttributeValue>of() : given) {
      bytes += ItemSizes.of(value);
    }
    return bytes;
  }

  /**
   * The client's token, told apart from the same one of TransactWriteItems, which in the service is
   * another one (github.com/nubo-db/dynoxide, pull request 125).
   */
  private static @Nullable String token(Struct request) {
    String token = TransactWriteOperation.token(request);
    return token == null ? null : TOKEN + token;
  }

  private static boolean returns(Statement statement) {
    return switch (statement) {
      case Statement.Update update -> update.returning() != null;
      case Statement.Delete delete -> delete.returnsOld();
      case Statement.Insert insert -> false;
      case Statement.Exists exists -> false;
      case Statement.Select select -> false;
    };
  }

  private Part change(Statement statement, boolean returnOld, TransactionCapacity capacity) {
    PreparedStatement.Write write =
        (PreparedStatement.Write) PreparedStatement.of(tables, statement);
    TableDescriptor table = write.table();
    return Part.of(
        table.name(),
        new Action(
            new WriteItem(
                table.partition(RowKeys.hash(write.key().partition())).id(),
                table.keySchema(),
                write.key(),
                write.mutation(),
                write.condition(),
                ReturnValues.NONE,
                returnOld,
                capacity.countsIndexes(table)),
            false));
  }

  /** Where there is no item the SELECT finds nothing, whatever else its clause asks. */
  private Part check(int at, Statement.Exists exists, boolean returnOld) {
    if (exists.select().index() != null) {
      throw failed(at, "Operations on indices are not supported in transactions");
    }
    PreparedStatement.Read read =
        (PreparedStatement.Read) PreparedStatement.of(tables, exists.select());
    if (!(read.plan() instanceof ReadPlan.Get get && get.filter() != null)) {
      throw failed(at, "EXISTS() must contain a single item read with additional condition");
    }
    TableDescriptor table = read.table();
    PrimaryKey key = get.target().key();
    return Part.of(
        table.name(),
        new Action(
            new WriteItem(
                table.partition(RowKeys.hash(key.partition())).id(),
                table.keySchema(),
                key,
                new Mutation.Delete(),
                PreparedStatement.ofAnItem(table, get.filter()),
                ReturnValues.NONE,
                returnOld),
            true));
  }

  /** An INSERT's condition has words of its own. */
  private static ApiException duplicates(CanceledException canceled, List<Boolean> inserts) {
    List<CancellationReason> reasons = new ArrayList<>();
    for (int i = 0; i < canceled.reasons().size(); i++) {
      CancellationReason reason = canceled.reasons().get(i);
      reasons.add(
          inserts.get(i) && reason.code().equals("ConditionalCheckFailed")
              ? new CancellationReason("DuplicateItem", DUPLICATE, reason.item())
              : reason);
    }
    return new CanceledException(reasons);
  }
}
