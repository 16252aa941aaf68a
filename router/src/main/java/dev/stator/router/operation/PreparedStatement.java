package dev.stator.router.operation;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.ReturnValues;
import dev.stator.cluster.table.TableDescriptor;
import dev.stator.cluster.table.TableIndexes;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemLimits;
import dev.stator.model.key.PrimaryKey;
import dev.stator.model.partiql.ItemTarget;
import dev.stator.model.partiql.ReadPlan;
import dev.stator.model.partiql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that fits its table, and how it is to be carried out. */
sealed interface PreparedStatement {
  TableDescriptor table();

  /**
   * A SELECT.
   *
   * @param fetches whether the items of an index's rows must be read, for what the rows do not have
   */
  record Read(
      Source source, ReadPlan plan, @Nullable List<DocumentPath> projection, boolean fetches)
      implements PreparedStatement {
    @Override
    public TableDescriptor table() {
      return source.table();
    }
  }

  /**
   * A write of one item.
   *
   * @param failure what a failed condition means
   */
  record Write(
      TableDescriptor table,
      PrimaryKey key,
      Mutation mutation,
      @Nullable ConditionExpression condition,
      ReturnValues returnValues,
      Failure failure)
      implements PreparedStatement {}

  /** What a failed condition means. */
  enum Failure {
    CONDITION,
    DUPLICATE
  }

  /**
   * @throws ApiException when the service would refuse the statement
   */
  static PreparedStatement of(Tables tables, String text, List<AttributeValue> parameters) {
    Statement statement = Statement.parse(text, parameters);
    if (statement instanceof Statement.Exists) {
      throw exists();
    }
    return of(tables, statement);
  }

  /** As {@link #of(Tables, String, List)}, of a statement that is parsed already. */
  static PreparedStatement of(Tables tables, Statement statement) {
    TableDescriptor table = tables.serving(statement.table());
    return switch (statement) {
      case Statement.Select select -> select(table, select);
      case Statement.Exists exists -> throw exists();
      case Statement.Insert insert -> insert(table, insert);
      case Statement.Update update -> update(table, update);
      case Statement.Delete delete -> delete(table, delete);
    };
  }

  private static ApiException exists() {
    return ApiException.validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }

  private static PreparedStatement select(TableDescriptor table, Statement.Select select) {
    String index = select.index();
    if (index == null) {
      ReadPlan plan = ReadPlan.of(select, table.keySchema());
      return new Read(new Source.OfTable(table), plan, select.projection(), false);
    }
    TableIndexes indexes = table.indexes();
    if (indexes.localIndex(index) < 0 && indexes.global(index) == null) {
      throw ApiException.validation("The table does not have the specified index");
    }
    Source source = Source.of(table, index);
    if (source.keys().pair() == null) {
      throw ApiException.validation(
          "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or"
              + " multi-attribute RANGE keys.");
    }
    ReadPlan plan = ReadPlan.of(select, source.keys());
    if (plan instanceof ReadPlan.Queries) {
      Selection.checkFilter(source, plan.filter());
    }
    List<DocumentPath> projection = select.projection();
    boolean fetches =
        projection != null
            && Selection.fetches(
                source, projection.stream().map(DocumentPath::name).distinct().toList());
    return new Read(source, plan, projection, fetches);
  }

  private static PreparedStatement insert(TableDescriptor table, Statement.Insert insert) {
    PrimaryKey key = ItemTarget.ofItem(insert.item().attributes(), table.keySchema());
    int sizeBytes = ItemLimits.checkPut(insert.item());
    return new Write(
        table,
        key,
        new Mutation.Put(EncodedItem.of(insert.item(), sizeBytes)),
        new ConditionExpression(new Condition.NotExists(partitionKey(table))),
        ReturnValues.NONE,
        Failure.DUPLICATE);
  }

  /** An UPDATE makes no item: it wants the one that it changes to be there. */
  private static PreparedStatement update(TableDescriptor table, Statement.Update update) {
    ItemTarget target = ItemTarget.of(update.where(), table.keySchema());
    update.update().requireNoKey(table.keySchema());
    Statement.Returning returning = update.returning();
    return new Write(
        table,
        target.key(),
        new Mutation.Update(update.update()),
        ofAnItem(table, target.rest()),
        returning == null
            ? ReturnValues.NONE
            : switch (returning) {
              case ALL_OLD -> ReturnValues.ALL_OLD;
              case ALL_NEW -> ReturnValues.ALL_NEW;
              case MODIFIED_OLD -> ReturnValues.UPDATED_OLD;
              case MODIFIED_NEW -> ReturnValues.UPDATED_NEW;
            },
        Failure.CONDITION);
  }

  /** Deleting what is not there does nothing, whatever else the clause asks. */
  private static PreparedStatement delete(TableDescriptor table, Statement.Delete delete) {
    ItemTarget target = ItemTarget.of(delete.where(), table.keySchema());
    ConditionExpression rest = target.rest();
    return new Write(
        table,
        target.key(),
        new Mutation.Delete(),
        rest == null
            ? null
            : new ConditionExpression(
                new Condition.Or(
                    List.of(new Condition.NotExists(partitionKey(table)), rest.root()))),
        delete.returnsOld() ? ReturnValues.ALL_OLD : ReturnValues.NONE,
        Failure.CONDITION);
  }

  /** That there is an item, and that it is as the condition says. */
  static ConditionExpression ofAnItem(TableDescriptor table, @Nullable ConditionExpression rest) {
    Condition exists = new Condition.Exists(partitionKey(table));
    return new ConditionExpression(
        rest == null ? exists : new Condition.And(List.of(exists, rest.root())));
  }

  private static DocumentPath partitionKey(TableDescriptor table) {
    return DocumentPath.of(table.keySchema().partitionKey().name());
  }
}
