package dev.stator.model.expression;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.key.SortCondition;
import java.util.List;
import java.util.function.Predicate;

/**
 * One of the conditions that a key condition joins by AND: an attribute and what is asked of it.
 *
 * @param name a top-level attribute, of the key or not
 */
record KeyTerm(String name, SortCondition condition) {
  static KeyTerm of(Condition condition, Predicate<String> isKey) {
    return switch (condition) {
      case Condition.Compare compare -> compare(compare, isKey);
      case Condition.Between between -> between(between, isKey);
      case Condition.BeginsWith beginsWith -> beginsWith(beginsWith, isKey);
      case Condition.And and -> throw invalidOperator("AND");
      case Condition.Or or -> throw invalidOperator("OR");
      case Condition.Not not -> throw invalidOperator("NOT");
      case Condition.In in -> throw invalidOperator("IN");
      case Condition.Exists exists -> throw invalidOperator(Function.ATTRIBUTE_EXISTS.text);
      case Condition.NotExists notExists ->
          throw invalidOperator(Function.ATTRIBUTE_NOT_EXISTS.text);
      case Condition.HasType hasType -> throw invalidOperator(Function.ATTRIBUTE_TYPE.text);
      case Condition.Contains contains -> throw invalidOperator(Function.CONTAINS.text);
    };
  }

  private static KeyTerm compare(Condition.Compare compare, Predicate<String> isKey) {
    if (compare.comparison() == Comparison.NE) {
      throw invalidOperator("<>");
    }
    String name = onlyName(isKey, compare.left(), compare.right());
    return compare.left() instanceof Operand.Literal literal
        ? new KeyTerm(name, comparison(compare.comparison().swapped(), literal.value()))
        : new KeyTerm(name, comparison(compare.comparison(), literal(compare.right())));
  }

  private static SortCondition comparison(Comparison comparison, AttributeValue value) {
    return switch (comparison) {
      case EQ -> new SortCondition.Equal(value);
      case LT -> new SortCondition.Less(value);
      case LE -> new SortCondition.LessOrEqual(value);
      case GT -> new SortCondition.Greater(value);
      case GE -> new SortCondition.GreaterOrEqual(value);
      case NE -> throw new IllegalStateException("no range leaves one key out");
    };
  }

  private static KeyTerm between(Condition.Between between, Predicate<String> isKey) {
    String name = onlyName(isKey, between.value(), between.low(), between.high());
    requireNameFirst("BETWEEN", between.value());
    return new KeyTerm(
        name, new SortCondition.Between(literal(between.low()), literal(between.high())));
  }

  private static KeyTerm beginsWith(Condition.BeginsWith beginsWith, Predicate<String> isKey) {
    String name = onlyName(isKey, beginsWith.value(), beginsWith.prefix());
    requireNameFirst(Function.BEGINS_WITH.text, beginsWith.value());
    return new KeyTerm(name, new SortCondition.BeginsWith(literal(beginsWith.prefix())));
  }

  private static String onlyName(Predicate<String> isKey, Operand... operands) {
    DocumentPath found = null;
    for (Operand operand : operands) {
      switch (operand) {
        case Operand.Path path -> {
          if (found != null) {
            throw invalid("Multiple attribute names used in one condition");
          }
          found = path.path();
        }
        case Operand.Literal literal -> {}
        case Operand.Size size -> throw nested();
        case Operand.Sum sum -> throw nested();
        case Operand.IfNotExists ifNotExists -> throw nested();
        case Operand.ListAppend listAppend -> throw nested();
      }
    }
    if (found == null) {
      throw invalid("No key attribute specified");
    }
    if (!found.isTopLevel()) {
      throw isKey.test(found.name())
          ? KeyConditionExpression.notScalar(found.name())
          : ApiException.validation(
              "KeyConditionExpressions cannot have conditions on nested attributes");
    }
    return found.name();
  }

  private static void requireNameFirst(String operator, Operand first) {
    if (!(first instanceof Operand.Path)) {
      throw invalid(operator + " operator must have the key attribute as its first operand");
    }
  }

  private static AttributeValue literal(Operand operand) {
    if (operand instanceof Operand.Literal literal) {
      return literal.value();
    }
    throw new IllegalArgumentException("no literal: " + operand);
  }

  List<AttributeValue> operands() {
    return operands(condition);
  }

  static List<AttributeValue> operands(SortCondition condition) {
    return switch (condition) {
      case SortCondition.All all -> List.of();
      case SortCondition.Equal equal -> List.of(equal.value());
      case SortCondition.Less less -> List.of(less.value());
      case SortCondition.LessOrEqual less -> List.of(less.value());
      case SortCondition.Greater greater -> List.of(greater.value());
      case SortCondition.GreaterOrEqual greater -> List.of(greater.value());
      case SortCondition.Between between -> List.of(between.low(), between.high());
      case SortCondition.BeginsWith beginsWith -> List.of(beginsWith.prefix());
    };
  }

  private static ApiException invalidOperator(String operator) {
    return ApiException.validation("Invalid operator used in KeyConditionExpression: " + operator);
  }

  private static ApiException nested() {
    return ApiException.validation("KeyConditionExpressions cannot contain nested operations");
  }

  private static ApiException invalid(String reason) {
    return ApiException.validation("Invalid condition in KeyConditionExpression: " + reason);
  }
}
