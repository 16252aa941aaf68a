package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.ValueOrder;
import dev.stator.model.key.SortCondition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a SELECT is read. The filter is what the way of reading does not see to already. */
public sealed interface ReadPlan {
  /** Partition keys of one statement. Source: the developer guide, on PartiQL's IN operator. */
  int PARTITION_KEYS_MAX = 50;

  @Nullable ConditionExpression filter();

  /** As a GetItem: the clause names one item. */
  record Get(ItemTarget target) implements ReadPlan {
    @Override
    public @Nullable ConditionExpression filter() {
      return target.rest();
    }
  }

  /**
   * As Queries, one after the other.
   *
   * @param conditions at least one, in the order in which they are to be read
   * @param reverse whether each goes from the highest sort key to the lowest
   */
  record Queries(
      List<KeyCondition> conditions, boolean reverse, @Nullable ConditionExpression filter)
      implements ReadPlan {
    public Queries {
      conditions = List.copyOf(conditions);
    }
  }

  /** As a Scan. */
  record Scan(@Nullable ConditionExpression filter) implements ReadPlan {}

  /**
   * @param schema the key of the table
   * @throws ApiException when the clauses do not fit the key
   */
  static ReadPlan of(Statement.Select select, KeySchema schema) {
    KeyTerms terms = new KeyTerms(select.where(), schema);
    ReadPlan plan = of(terms, select.order(), schema);
    checkOrder(select, plan, schema);
    return plan;
  }

  private static ReadPlan of(KeyTerms terms, List<Statement.Order> order, KeySchema schema) {
    if (ItemTarget.isWhole(terms, schema)) {
      return new Get(ItemTarget.whole(terms, schema));
    }
    KeyAttribute hash = schema.partitionKey();
    Condition term = terms.equalTerm(hash);
    Condition.In in = term == null ? terms.inTerm(hash) : null;
    Condition used = term != null ? term : in;
    if (used == null) {
      return new Scan(terms.without(List.of()));
    }
    List<AttributeValue> keys =
        in == null ? terms.equal(hash).subList(0, 1) : KeyTerms.literals(in.options());
    if (keys.size() > PARTITION_KEYS_MAX) {
      throw ApiException.validation("Too many decomposed read operations for a given query.");
    }
    KeyCondition.checkOperands(keys, hash);
    return queries(terms, used, sorted(keys, descends(order, hash)), order, schema);
  }

  private static ReadPlan queries(
      KeyTerms terms,
      Condition hashTerm,
      List<AttributeValue> keys,
      List<Statement.Order> order,
      KeySchema schema) {
    List<Condition> used = new ArrayList<>();
    used.add(hashTerm);
    SortCondition sort = SortCondition.All.ALL;
    KeyAttribute sortKey = schema.sortKey();
    if (sortKey != null) {
      Condition term = terms.equalTerm(sortKey);
      for (int i = 0; term == null && i < terms.all().size(); i++) {
        Condition candidate = terms.all().get(i);
        term = sortCondition(candidate, sortKey) == null ? null : candidate;
      }
      SortCondition found = term == null ? null : sortCondition(term, sortKey);
      if (term != null && found != null) {
        used.add(term);
        sort = found;
      }
    }
    List<KeyCondition> conditions = new ArrayList<>(keys.size());
    for (AttributeValue key : keys) {
      conditions.add(new KeyCondition(key, sort));
    }
    boolean reverse = sortKey != null && descends(order, sortKey);
    return new Queries(conditions, reverse, terms.without(used));
  }

  private static boolean descends(List<Statement.Order> order, KeyAttribute key) {
    return order.stream().anyMatch(by -> by.name().equals(key.name()) && by.descending());
  }

  private static List<AttributeValue> sorted(List<AttributeValue> keys, boolean descending) {
    List<AttributeValue> sorted = new ArrayList<>(new LinkedHashSet<>(keys));
    sorted.sort((a, b) -> descending ? ValueOrder.compare(b, a) : ValueOrder.compare(a, b));
    return sorted;
  }

  /** The range of sort keys that a term stands for; null when it stands for none. */
  private static @Nullable SortCondition sortCondition(Condition term, KeyAttribute key) {
    return switch (term) {
      case Condition.Compare compare -> compared(compare, key);
      case Condition.Between between
          when KeyTerms.isKey(between.value(), key)
              && between.low() instanceof Operand.Literal low
              && between.high() instanceof Operand.Literal high ->
          new SortCondition.Between(sound(low, key), sound(high, key));
      case Condition.BeginsWith begins
          when KeyTerms.isKey(begins.value(), key)
              && begins.prefix() instanceof Operand.Literal prefix ->
          new SortCondition.BeginsWith(sound(prefix, key));
      default -> null;
    };
  }

  private static @Nullable SortCondition compared(Condition.Compare compare, KeyAttribute key) {
    boolean swapped = KeyTerms.isKey(compare.right(), key);
    Operand other = swapped ? compare.left() : compare.right();
    boolean sound = swapped || KeyTerms.isKey(compare.left(), key);
    if (!sound || !(other instanceof Operand.Literal literal)) {
      return null;
    }
    Comparison comparison = swapped ? compare.comparison().swapped() : compare.comparison();
    return switch (comparison) {
      case EQ -> new SortCondition.Equal(sound(literal, key));
      case LT -> new SortCondition.Less(sound(literal, key));
      case LE -> new SortCondition.LessOrEqual(sound(literal, key));
      case GT -> new SortCondition.Greater(sound(literal, key));
      case GE -> new SortCondition.GreaterOrEqual(sound(literal, key));
      case NE -> null;
    };
  }

  private static AttributeValue sound(Operand.Literal literal, KeyAttribute key) {
    KeyCondition.checkOperands(List.of(literal.value()), key);
    return literal.value();
  }

  private static void checkOrder(Statement.Select select, ReadPlan plan, KeySchema schema) {
    if (select.order().isEmpty()) {
      return;
    }
    if (select.where() == null) {
      throw ApiException.validation(
          "Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    if (plan instanceof Scan) {
      throw ApiException.validation(
          "Must have at least one non-optional hash key condition in WHERE clause when using ORDER"
              + " BY clause.");
    }
    String hash = schema.partitionKey().name();
    KeyAttribute sortKey = schema.sortKey();
    for (Statement.Order by : select.order()) {
      if (!by.name().equals(hash) && !(sortKey != null && by.name().equals(sortKey.name()))) {
        throw ApiException.validation(
            "Variable reference "
                + by.name()
                + " in ORDER BY clause must be part of the primary key");
      }
    }
    boolean several = plan instanceof Queries queries && queries.conditions().size() > 1;
    if (several && !select.order().get(0).name().equals(hash)) {
      throw ApiException.validation(
          "Must have hash key in ORDER BY clause when more than one hash key condition specified in"
              + " WHERE clause.");
    }
  }
}
