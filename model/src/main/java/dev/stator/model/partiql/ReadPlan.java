package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.KeySchema;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.IndexCondition;
import dev.stator.model.expression.KeyCondition;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.ValueOrder;
import dev.stator.model.index.IndexKeys;
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
      List<IndexCondition> conditions, boolean reverse, @Nullable ConditionExpression filter)
      implements ReadPlan {
    public Queries {
      conditions = List.copyOf(conditions);
    }
  }

  /** As a Scan. */
  record Scan(@Nullable ConditionExpression filter) implements ReadPlan {}

  /**
   * @param schema the key of the table that is read
   * @throws ApiException when the clauses do not fit the key
   */
  static ReadPlan of(Statement.Select select, KeySchema schema) {
    IndexKeys keys = IndexKeys.of(schema);
    KeyTerms terms = new KeyTerms(select.where(), keys);
    ReadPlan plan =
        ItemTarget.isWhole(terms, schema)
            ? new Get(ItemTarget.whole(terms, schema))
            : of(terms, select.order(), keys);
    checkOrder(select, plan, keys);
    return plan;
  }

  /**
   * @param keys of the index that is read, where several items may have the same
   * @throws ApiException when the clauses do not fit the keys
   */
  static ReadPlan of(Statement.Select select, IndexKeys keys) {
    ReadPlan plan = of(new KeyTerms(select.where(), keys), select.order(), keys);
    checkOrder(select, plan, keys);
    return plan;
  }

  private static ReadPlan of(KeyTerms terms, List<Statement.Order> order, IndexKeys keys) {
    List<Condition> used = new ArrayList<>();
    List<List<AttributeValue>> partitions = partitions(terms, order, keys.partition(), used);
    if (partitions.isEmpty()) {
      return new Scan(terms.without(List.of()));
    }
    if (partitions.size() > PARTITION_KEYS_MAX) {
      throw ApiException.validation("Too many decomposed read operations for a given query.");
    }
    for (List<AttributeValue> values : partitions) {
      for (int i = 0; i < values.size(); i++) {
        KeyCondition.checkOperands(List.of(values.get(i)), keys.partition().get(i));
      }
    }
    List<AttributeValue> equal = new ArrayList<>();
    SortCondition next = sorted(terms, keys.sort(), equal, used);
    List<IndexCondition> conditions = new ArrayList<>();
    partitions.forEach(values -> conditions.add(new IndexCondition(values, equal, next)));
    boolean reverse = !keys.sort().isEmpty() && descends(order, keys.sort().getFirst());
    return new Queries(conditions, reverse, terms.without(used));
  }

  /**
   * The values of all partition keys, for each query that is needed; none when the clause does not
   * say them. Only an only partition key may have several.
   */
  private static List<List<AttributeValue>> partitions(
      KeyTerms terms, List<Statement.Order> order, List<KeyAttribute> keys, List<Condition> used) {
    KeyAttribute first = keys.getFirst();
    Condition.In in = keys.size() == 1 ? terms.inTerm(first) : null;
    if (in != null && terms.equalTerm(first) == null) {
      used.add(in);
      return sorted(KeyTerms.literals(in.options()), descends(order, first)).stream()
          .map(List::of)
          .toList();
    }
    List<AttributeValue> values = new ArrayList<>();
    for (KeyAttribute key : keys) {
      Condition term = terms.equalTerm(key);
      if (term == null) {
        return List.of();
      }
      used.add(term);
      values.add(terms.equal(key).getFirst());
    }
    return List.of(values);
  }

  /** What the clause asks of sort keys from the first one on, as far as one range can hold it. */
  private static SortCondition sorted(
      KeyTerms terms, List<KeyAttribute> keys, List<AttributeValue> equal, List<Condition> used) {
    SortCondition next = SortCondition.All.ALL;
    for (KeyAttribute key : keys) {
      Condition term = terms.equalTerm(key);
      for (int i = 0; term == null && i < terms.all().size(); i++) {
        Condition candidate = terms.all().get(i);
        term = sortCondition(candidate, key) == null ? null : candidate;
      }
      SortCondition found = term == null ? null : sortCondition(term, key);
      if (term == null || found == null) {
        return next;
      }
      if (next instanceof SortCondition.Equal(AttributeValue value)) {
        equal.add(value);
      }
      used.add(term);
      next = found;
      if (!(found instanceof SortCondition.Equal)) {
        return next;
      }
    }
    return next;
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

  private static void checkOrder(Statement.Select select, ReadPlan plan, IndexKeys keys) {
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
    for (Statement.Order by : select.order()) {
      if (!keys.contains(by.name())) {
        throw ApiException.validation(
            "Variable reference "
                + by.name()
                + " in ORDER BY clause must be part of the primary key");
      }
    }
    boolean several = plan instanceof Queries queries && queries.conditions().size() > 1;
    if (several && !select.order().get(0).name().equals(keys.partition().getFirst().name())) {
      throw ApiException.validation(
          "Must have hash key in ORDER BY clause when more than one hash key condition specified in"
              + " WHERE clause.");
    }
  }
}
