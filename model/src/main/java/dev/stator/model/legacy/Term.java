package dev.stator.model.legacy;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.Comparison;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.ValueOrder;
import dev.stator.model.wire.Struct;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of one attribute. The number and the types of the arguments fit the comparator.
 *
 * @param name a top-level attribute; dots in it mean nothing
 */
record Term(String name, Comparator comparator, List<AttributeValue> arguments) {
  static final String INVALID = "One or more parameter values were invalid: ";

  Term {
    arguments = List.copyOf(arguments);
  }

  /**
   * @param condition a {@code Condition} of the service's model
   * @throws ApiException when its arguments do not fit
   */
  static Term of(String name, Struct condition) {
    List<AttributeValue> arguments = condition.values("AttributeValueList");
    return of(
        name,
        Comparator.valueOf(condition.requiredString("ComparisonOperator")),
        arguments == null ? List.of() : arguments);
  }

  /** As {@link #of(String, Struct)}. */
  static Term of(String name, Comparator comparator, List<AttributeValue> arguments) {
    if (name.isEmpty()) {
      throw ApiException.validation("Empty attribute name");
    }
    if (!comparator.takes(arguments.size())) {
      throw ApiException.validation(
          INVALID + "Invalid number of argument(s) for the " + comparator + " ComparisonOperator");
    }
    for (AttributeValue argument : arguments) {
      if (!argument.typeName().equals(arguments.get(0).typeName())) {
        throw ApiException.validation(
            INVALID + "AttributeValues inside AttributeValueList must be of same type");
      }
    }
    if (!arguments.isEmpty() && !comparator.takesType(arguments.get(0).typeName())) {
      throw ApiException.validation(
          INVALID
              + "ComparisonOperator "
              + comparator
              + " is not valid for "
              + arguments.get(0).typeName()
              + " AttributeValue type");
    }
    if (comparator == Comparator.BETWEEN
        && ValueOrder.compare(arguments.get(0), arguments.get(1)) > 0) {
      throw ApiException.validation(
          "The BETWEEN condition was provided a range where the lower bound is greater than the"
              + " upper bound");
    }
    return new Term(name, comparator, arguments);
  }

  /** The same as an expression would have it. */
  Condition condition() {
    Operand value = new Operand.Path(DocumentPath.of(name));
    return switch (comparator) {
      case EQ, NE, LE, LT, GE, GT -> compare(value);
      case CONTAINS -> new Condition.Contains(value, argument(0));
      case NOT_CONTAINS ->
          // Unlike its negation, this wants the attribute to be there.
          new Condition.And(
              List.of(
                  new Condition.Exists(DocumentPath.of(name)),
                  new Condition.Not(new Condition.Contains(value, argument(0)))));
      case BEGINS_WITH -> new Condition.BeginsWith(value, argument(0));
      case IN -> {
        List<Operand> options = new ArrayList<>(arguments.size());
        for (AttributeValue argument : arguments) {
          options.add(new Operand.Literal(argument));
        }
        yield new Condition.In(value, options);
      }
      case BETWEEN -> new Condition.Between(value, argument(0), argument(1));
      case NULL -> new Condition.NotExists(DocumentPath.of(name));
      case NOT_NULL -> new Condition.Exists(DocumentPath.of(name));
    };
  }

  private Condition compare(Operand value) {
    Comparison comparison = comparator.comparison();
    if (comparison == null) {
      throw new IllegalStateException(comparator + " does not compare");
    }
    return new Condition.Compare(value, comparison, argument(0));
  }

  private Operand argument(int at) {
    return new Operand.Literal(arguments.get(at));
  }
}
