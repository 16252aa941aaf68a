package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Makes a condition of its syntax: looks up names and values, checks operands, from left to right.
 */
final class ConditionResolver {
  private static final int IN_OPTIONS_MAX = 100;
  private static final List<String> TYPES =
      List.of("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M");

  private final ExpressionKind kind;
  private final Names names;
  private final OperandRules rules;
  private int operators;

  private ConditionResolver(ExpressionKind kind, ExpressionAttributes attributes) {
    this.kind = kind;
    this.names = new Names(kind, attributes);
    this.rules = new OperandRules(kind);
  }

  static Condition resolve(
      ExpressionKind kind, Syntax.Truth syntax, ExpressionAttributes attributes) {
    ConditionResolver resolver = new ConditionResolver(kind, attributes);
    Condition condition = resolver.condition(syntax);
    if (resolver.operators > Parser.OPERATORS_MAX) {
      throw kind.invalid(Parser.tooManyOperators());
    }
    return condition;
  }

  private Condition condition(Syntax.Truth syntax) {
    return switch (syntax) {
      case Syntax.And and -> {
        operators += and.operands().size() - 1;
        yield new Condition.And(conditions(and.operands()));
      }
      case Syntax.Or or -> {
        operators += or.operands().size() - 1;
        yield new Condition.Or(conditions(or.operands()));
      }
      case Syntax.Not not -> {
        operators++;
        yield new Condition.Not(condition(not.operand()));
      }
      case Syntax.Compare compare -> compare(compare);
      case Syntax.Between between -> between(between);
      case Syntax.In in -> in(in);
      case Syntax.Call call -> call(call);
    };
  }

  private List<Condition> conditions(List<Syntax.Truth> operands) {
    List<Condition> conditions = new ArrayList<>(operands.size());
    for (Syntax.Truth operand : operands) {
      conditions.add(condition(operand));
    }
    return conditions;
  }

  private Condition compare(Syntax.Compare compare) {
    operators++;
    Operand left = operand(compare.left());
    Operand right = operand(compare.right());
    String operator = compare.comparison().text();
    rules.distinct(operator, left, right);
    if (compare.comparison().isOrdering()) {
      rules.ordered(operator, left);
      rules.ordered(operator, right);
    }
    return new Condition.Compare(left, compare.comparison(), right);
  }

  private Condition between(Syntax.Between between) {
    operators++;
    Operand value = operand(between.value());
    Operand low = operand(between.low());
    Operand high = operand(between.high());
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

  private Condition in(Syntax.In in) {
    operators++;
    Operand value = operand(in.value());
    List<Operand> options = operands(in.options());
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

  private List<Operand> operands(List<Syntax.Value> values) {
    List<Operand> operands = new ArrayList<>(values.size());
    for (Syntax.Value value : values) {
      operands.add(operand(value));
    }
    return operands;
  }

  private Condition call(Syntax.Call call) {
    operators++;
    Function function = call.function();
    List<Operand> operands = operands(call.operands());
    rules.count(function, operands);
    Operand first = operands.get(0);
    return switch (function) {
      case ATTRIBUTE_EXISTS -> new Condition.Exists(rules.documentPath(function, first));
      case ATTRIBUTE_NOT_EXISTS -> new Condition.NotExists(rules.documentPath(function, first));
      case ATTRIBUTE_TYPE -> hasType(first, operands.get(1));
      case BEGINS_WITH -> beginsWith(first, operands.get(1));
      case CONTAINS -> {
        rules.distinct(function.text, first, operands.get(1));
        yield new Condition.Contains(first, operands.get(1));
      }
      case SIZE, IF_NOT_EXISTS, LIST_APPEND, UNKNOWN ->
          throw new IllegalStateException(function + " has passed the parser");
    };
  }

  private Condition hasType(Operand value, Operand type) {
    String operator = Function.ATTRIBUTE_TYPE.text;
    rules.distinct(operator, value, type);
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
    return new Condition.HasType(value, name.value());
  }

  private Condition beginsWith(Operand value, Operand prefix) {
    String operator = Function.BEGINS_WITH.text;
    rules.distinct(operator, value, prefix);
    rules.allowed(operator, value, "S", "B");
    rules.allowed(operator, prefix, "S", "B");
    return new Condition.BeginsWith(value, prefix);
  }

  private Operand operand(Syntax.Value syntax) {
    return switch (syntax) {
      case Syntax.Path path -> new Operand.Path(names.path(path));
      case Syntax.Placeholder placeholder -> new Operand.Literal(names.value(placeholder));
      case Syntax.Call call -> size(call);
      case Syntax.Sum sum -> throw new IllegalStateException("a sum has passed the parser");
    };
  }

  private Operand size(Syntax.Call call) {
    operators++;
    List<Operand> operands = operands(call.operands());
    rules.count(Function.SIZE, operands);
    rules.allowed(Function.SIZE.text, operands.get(0), "S", "B", "SS", "NS", "BS", "L", "M");
    return new Operand.Size(operands.get(0));
  }
}
