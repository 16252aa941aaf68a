package dev.stator.model.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a condition of its syntax: looks up names and values, checks operands, from left to right.
 */
final class ConditionResolver {
  private final Names names;
  private final ConditionFactory factory;
  private int operators;

  private ConditionResolver(ExpressionKind kind, ExpressionAttributes attributes) {
    this.names = new Names(kind, attributes);
    this.factory = new ConditionFactory(kind);
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
    return factory.compare(left, compare.comparison(), operand(compare.right()));
  }

  private Condition between(Syntax.Between between) {
    operators++;
    Operand value = operand(between.value());
    Operand low = operand(between.low());
    return factory.between(value, low, operand(between.high()));
  }

  private Condition in(Syntax.In in) {
    operators++;
    Operand value = operand(in.value());
    return factory.in(value, operands(in.options()));
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
    return switch (function) {
      case ATTRIBUTE_EXISTS -> factory.exists(operands);
      case ATTRIBUTE_NOT_EXISTS -> factory.notExists(operands);
      case ATTRIBUTE_TYPE -> factory.hasType(operands);
      case BEGINS_WITH -> factory.beginsWith(operands);
      case CONTAINS -> factory.contains(operands);
      case SIZE, IF_NOT_EXISTS, LIST_APPEND, UNKNOWN ->
          throw new IllegalStateException(function + " has passed the parser");
    };
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
    return factory.size(operands(call.operands()));
  }
}
