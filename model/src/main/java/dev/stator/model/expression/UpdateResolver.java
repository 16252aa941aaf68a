package dev.stator.model.expression;

import dev.stator.model.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Makes actions of an update's syntax: first all target paths, which may not overlap, then values.
 */
final class UpdateResolver {
  private static final Set<String> FOR_ADD = Set.of("N", "SS", "NS", "BS");
  private static final Set<String> FOR_DELETE = Set.of("SS", "NS", "BS");

  private final Names names;
  private final OperandRules rules = new OperandRules(ExpressionKind.UPDATE);
  private int operators;

  private UpdateResolver(ExpressionAttributes attributes) {
    this.names = new Names(ExpressionKind.UPDATE, attributes);
  }

  static UpdateExpression resolve(
      List<UpdateParser.Action> actions, ExpressionAttributes attributes) {
    UpdateResolver resolver = new UpdateResolver(attributes);
    List<DocumentPath> paths = new ArrayList<>(actions.size());
    for (UpdateParser.Action action : actions) {
      paths.add(resolver.names.path(action.path()));
    }
    PathTree tree = PathTree.of(ExpressionKind.UPDATE, paths);
    List<UpdateAction> resolved = new ArrayList<>(actions.size());
    for (int i = 0; i < actions.size(); i++) {
      resolved.add(resolver.action(actions.get(i), paths.get(i)));
    }
    if (resolver.operators > Parser.OPERATORS_MAX) {
      throw ExpressionKind.UPDATE.invalid(Parser.tooManyOperators());
    }
    return new UpdateExpression(resolved, paths, tree);
  }

  private UpdateAction action(UpdateParser.Action action, DocumentPath path) {
    if (action.section() == Token.Kind.REMOVE) {
      return new UpdateAction.Remove(path);
    }
    Syntax.Value value = Objects.requireNonNull(action.value());
    if (action.section() == Token.Kind.SET) {
      return new UpdateAction.Set(path, operand(value));
    }
    AttributeValue literal = names.value((Syntax.Placeholder) value);
    if (action.section() == Token.Kind.ADD) {
      requireType("ADD", FOR_ADD, literal);
      return new UpdateAction.Add(path, literal);
    }
    requireType("DELETE", FOR_DELETE, literal);
    return new UpdateAction.Delete(path, literal);
  }

  private static void requireType(String operator, Set<String> types, AttributeValue value) {
    if (!types.contains(value.typeName())) {
      throw ExpressionKind.UPDATE.invalid(
          "Incorrect operand type for operator or function; operator: "
              + operator
              + ", operand type: "
              + longName(value)
              + ", typeSet: ALLOWED_FOR_"
              + operator
              + "_OPERAND");
    }
  }

  private static String longName(AttributeValue value) {
    return switch (value) {
      case AttributeValue.S s -> "STRING";
      case AttributeValue.N n -> "NUMBER";
      case AttributeValue.B b -> "BINARY";
      case AttributeValue.Bool b -> "BOOLEAN";
      case AttributeValue.Null n -> "NULL";
      case AttributeValue.M m -> "MAP";
      case AttributeValue.L l -> "LIST";
      case AttributeValue.SS s -> "STRING_SET";
      case AttributeValue.NS n -> "NUMBER_SET";
      case AttributeValue.BS b -> "BINARY_SET";
    };
  }

  private Operand operand(Syntax.Value syntax) {
    return switch (syntax) {
      case Syntax.Path path -> new Operand.Path(names.path(path));
      case Syntax.Placeholder placeholder -> new Operand.Literal(names.value(placeholder));
      case Syntax.Sum sum -> {
        operators++;
        Operand left = operand(sum.left());
        Operand right = operand(sum.right());
        String operator = sum.minus() ? "-" : "+";
        rules.allowed(operator, left, "N");
        rules.allowed(operator, right, "N");
        yield new Operand.Sum(left, sum.minus(), right);
      }
      case Syntax.Call call -> call(call);
    };
  }

  private Operand call(Syntax.Call call) {
    operators++;
    Function function = call.function();
    List<Operand> operands = new ArrayList<>(2);
    for (Syntax.Value operand : call.operands()) {
      operands.add(operand(operand));
    }
    rules.count(function, operands);
    Operand first = operands.get(0);
    Operand second = operands.get(1);
    if (function == Function.IF_NOT_EXISTS) {
      DocumentPath path = rules.documentPath(function, first);
      rules.distinct(function.text, first, second);
      return new Operand.IfNotExists(path, second);
    }
    rules.allowed(function.text, first, "L");
    rules.allowed(function.text, second, "L");
    return new Operand.ListAppend(first, second);
  }
}
