package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.KeyAttribute;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionExpression;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.index.IndexKeys;
import dev.stator.model.key.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that a WHERE clause joins by AND, and what they say of key attributes. Conditions
 * inside OR or NOT find nothing: they stay conditions.
 */
final class KeyTerms {
  private final List<Condition> all = new ArrayList<>();

  /**
   * @throws ApiException when the clause takes a key attribute apart, or compares one with a value
   *     of another type
   */
  KeyTerms(@Nullable Condition where, IndexKeys keys) {
    if (where != null) {
      flatten(where);
      keys.all()
          .forEach(key -> {
            checkScalar(where, key);
            check(key);
          });
    }
  }

  private void flatten(Condition condition) {
    if (condition instanceof Condition.And and) {
      and.operands().forEach(this::flatten);
    } else {
      all.add(condition);
    }
  }

  private static void checkScalar(Condition where, KeyAttribute key) {
    for (DocumentPath path : new ConditionExpression(where).paths()) {
      if (path.name().equals(key.name()) && !path.isTopLevel()) {
        throw ApiException.validation(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
                + " allowed: Key: "
                + key.name());
      }
    }
  }

  private void check(KeyAttribute key) {
    for (Condition term : all) {
      for (AttributeValue value : values(term, key)) {
        if (!Keys.hasType(value, key.type())) {
          throw ApiException.validation(
              "Key attribute's data type should match its data type in table's schema: Key "
                  + key.name());
        }
      }
    }
  }

  /** The values that a term compares the key attribute with; none when it does something else. */
  private static List<AttributeValue> values(Condition term, KeyAttribute key) {
    return switch (term) {
      case Condition.Compare compare when compare.comparison() != Comparison.NE -> {
        Operand left = compare.left();
        Operand right = compare.right();
        yield isKey(left, key) && right instanceof Operand.Literal literal
            ? List.of(literal.value())
            : isKey(right, key) && left instanceof Operand.Literal other
                ? List.of(other.value())
                : List.of();
      }
      case Condition.In in when isKey(in.value(), key) -> literals(in.options());
      case Condition.Between between when isKey(between.value(), key) ->
          literals(List.of(between.low(), between.high()));
      case Condition.BeginsWith begins when isKey(begins.value(), key) ->
          literals(List.of(begins.prefix()));
      default -> List.of();
    };
  }

  static List<AttributeValue> literals(List<Operand> operands) {
    List<AttributeValue> values = new ArrayList<>();
    for (Operand operand : operands) {
      if (!(operand instanceof Operand.Literal literal)) {
        return List.of();
      }
      values.add(literal.value());
    }
    return values;
  }

  static boolean isKey(Operand operand, KeyAttribute key) {
    return operand instanceof Operand.Path path
        && path.path().isTopLevel()
        && path.path().name().equals(key.name());
  }

  /** The values that the attribute must be equal to, one for each term that says so. */
  List<AttributeValue> equal(KeyAttribute key) {
    List<AttributeValue> values = new ArrayList<>();
    for (Condition term : all) {
      if (isEqual(term)) {
        values.addAll(values(term, key));
      }
    }
    return values;
  }

  /** The first term that says that the attribute is equal to a value. */
  @Nullable Condition equalTerm(KeyAttribute key) {
    for (Condition term : all) {
      if (isEqual(term) && !values(term, key).isEmpty()) {
        return term;
      }
    }
    return null;
  }

  /** The first term that lists values for the attribute. */
  Condition.@Nullable In inTerm(KeyAttribute key) {
    for (Condition term : all) {
      if (term instanceof Condition.In in && !values(in, key).isEmpty()) {
        return in;
      }
    }
    return null;
  }

  private static boolean isEqual(Condition term) {
    return term instanceof Condition.Compare compare && compare.comparison() == Comparison.EQ;
  }

  List<Condition> all() {
    return all;
  }

  /** All terms but these; null when none is left. */
  @SuppressWarnings("ReferenceEquality")
  @Nullable ConditionExpression without(List<Condition> used) {
    List<Condition> rest = new ArrayList<>();
    for (Condition term : all) {
      // By identity: the same condition twice is two terms.
      if (used.stream().noneMatch(one -> one == term)) {
        rest.add(term);
      }
    }
    return switch (rest.size()) {
      case 0 -> null;
      case 1 -> new ConditionExpression(rest.get(0));
      default -> new ConditionExpression(new Condition.And(rest));
    };
  }
}
