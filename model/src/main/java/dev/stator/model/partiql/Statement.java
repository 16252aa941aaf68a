package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.UpdateExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its parameters in place, checked as far as that goes without a table. */
public sealed interface Statement {
  /** The table's name as it was written. */
  String table();

  /**
   * SELECT.
   *
   * @param index the index that is read; null for the table itself
   * @param projection the paths that are asked for; null for all attributes
   * @param order names of key attributes to sort by, in order
   */
  record Select(
      String table,
      @Nullable String index,
      @Nullable List<DocumentPath> projection,
      @Nullable Condition where,
      List<Order> order)
      implements Statement {
    public Select {
      order = List.copyOf(order);
    }
  }

  /** An attribute of ORDER BY. */
  record Order(String name, boolean descending) {}

  /** EXISTS: a condition on one item, for transactions alone. */
  record Exists(Select select) implements Statement {
    @Override
    public String table() {
      return select.table();
    }
  }

  /** INSERT. */
  record Insert(String table, Item item) implements Statement {}

  /** UPDATE. */
  record Update(
      String table,
      UpdateExpression update,
      @Nullable Condition where,
      @Nullable Returning returning)
      implements Statement {}

  /**
   * DELETE.
   *
   * @param returnsOld whether the deleted item is the answer
   */
  record Delete(String table, @Nullable Condition where, boolean returnsOld) implements Statement {}

  /** What an update answers with. */
  enum Returning {
    ALL_OLD,
    ALL_NEW,
    MODIFIED_OLD,
    MODIFIED_NEW
  }

  /** Whether it only reads. */
  default boolean reads() {
    return this instanceof Select;
  }

  /**
   * @param parameters the values of the question marks, in order
   * @throws ApiException when the service would refuse the statement whatever the table
   */
  static Statement parse(String text, List<AttributeValue> parameters) {
    return new StatementParser(text, parameters).statement();
  }
}
