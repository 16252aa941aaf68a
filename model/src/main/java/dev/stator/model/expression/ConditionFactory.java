package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes conditions of operands and refuses those that could hold for no item, in the words of the
 * kind of expression that they stand in.
 */
public final class ConditionFactory {
  private static final int IN_OPTIONS_MAX = 100;
  private static final List<String> TYPES =
      List.of("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M");

  private final ExpressionKind kind;
  private final OperandRules rules;

  public ConditionFactory(ExpressionKind kind) {
    this.kind = kind;
    this.rules = new OperandRules(kind);
  }

  public Condition compare(Operand left, Comparison comparison, Operand right) {
    String operator = comparison.text();
    rules.distinct(operator, left, right);
    if (comparison.isOrdering()) {
      rules.ordered(operator, left);
      rules.ordered(operator, right);
    }
    return new Condition.Compare(left, comparison, right);
  }

  public Condition between(Operand value, Operand low, Operand high) {
    rules.distinct("BETWEEN", value, low);
    rules.distinct("BETWEEN", value, high);
    rules.ordered("BETWEEN", value);
    rules.ordered("BETWEEN", low);
    rules.ordered("BETWEEN", high);
    if (low instanceof Operand.Literal from && high instanceof Operand.Literal to) {
      checkBounds(from.value(), to.value());
    }
    return new Condition.Between(value, low, high);
  }

  private void checkBounds(AttributeValue low, AttributeValue high) {
    String bounds =
        "; lower bound operand: AttributeValue: {"
            + show(low)
            + "}, upper bound operand: AttributeValue: {"
            + show(high)
            + "}";
    if (!low.typeName().equals(high.typeName())) {
      throw kind.invalid(
          "The BETWEEN operator requires same data type for lower and upper bounds" + bounds);
    }
    if (ValueOrder.compare(low, high) > 0) {
      throw kind.invalid(
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
              + bounds);
    }
  }

  private static String show(AttributeValue value) {
    return value.typeName()
        + ":"
        + switch (value) {
          case AttributeValue.S text -> text.value();
          case AttributeValue.N number -> number.value().toString();
          case AttributeValue.B bytes -> HexFormat.of().formatHex(bytes.value().bytes());
          default -> throw new IllegalStateException(value.typeName());
        };
  }

  public Condition in(Operand value, List<Operand> options) {
    if (options.size() > IN_OPTIONS_MAX) {
      throw kind.invalid(
          "The IN operator is provided with too many operands; number of operands: "
              + options.size());
    }
    for (Operand option : options) {
      rules.distinct("IN", value, option);
    }
    return new Condition.In(value, options);
  }

  public Condition exists(List<Operand> operands) {
    rules.count(Function.ATTRIBUTE_EXISTS, operands);
    return new Condition.Exists(rules.documentPath(Function.ATTRIBUTE_EXISTS, operands.get(0)));
  }

  public Condition notExists(List<Operand> operands) {
    rules.count(Function.ATTRIBUTE_NOT_EXISTS, operands);
    return new Condition.NotExists(
        rules.documentPath(Function.ATTRIBUTE_NOT_EXISTS, operands.get(0)));
  }

  public Condition contains(List<Operand> operands) {
    rules.count(Function.CONTAINS, operands);
    rules.distinct(Function.CONTAINS.text, operands.get(0), operands.get(1));
    return new Condition.Contains(operands.get(0), operands.get(1));
  }

  public Condition hasType(List<Operand> operands) {
    String operator = Function.ATTRIBUTE_TYPE.text;
    rules.count(Function.ATTRIBUTE_TYPE, operands);
    Operand type = operands.get(1);
    rules.distinct(operator, operands.get(0), type);
    rules.allowed(operator, type, "S");
    if (!(type instanceof Operand.Literal literal
        && literal.value() instanceof AttributeValue.S name)) {
      throw rules.wrongType(operator, "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    }
    if (!TYPES.contains(name.value())) {
      throw kind.invalid(
          "Invalid attribute type name found; type: "
              + name.value()
              + ", valid types: {"
              + String.join(",", TYPES)
              + "}");
    }
    return new Condition.HasType(operands.get(0), name.value());
  }

  public Condition beginsWith(List<Operand> operands) {
    String operator = Function.BEGINS_WITH.text;
    rules.count(Function.BEGINS_WITH, operands);
    Operand value = operands.get(0);
    Operand prefix = operands.get(1);
    rules.distinct(operator, value, prefix);
    rules.allowed(operator, value, "S", "B");
    rules.allowed(operator, prefix, "S", "B");
    return new Condition.BeginsWith(value, prefix);
  }

  public Operand size(List<Operand> operands) {
    rules.count(Function.SIZE, operands);
    rules.allowed(Function.SIZE.text, operands.get(0), "S", "B", "SS", "NS", "BS", "L", "M");
    return new Operand.Size(operands.get(0));
  }
}
