package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.expression.DocumentPath;
import dev.stator.model.expression.Operand;
import dev.stator.model.expression.UpdateAction;
import java.util.Locale;
import java.util.Set;

/** Makes actions of SET clauses: those that update expressions are made into, too. */
final class Updates {
  private static final Set<String> SETS = Set.of("SS", "NS", "BS");

  private Updates() {}

  static UpdateAction set(DocumentPath target, Expr value) {
    if (value instanceof Expr.Call call) {
      switch (call.function()) {
        case "set_add" -> {
          return new UpdateAction.Add(target, elements(target, call));
        }
        case "set_delete" -> {
          return new UpdateAction.Delete(target, elements(target, call));
        }
        default -> {}
      }
    }
    return new UpdateAction.Set(target, operand(value));
  }

  private static AttributeValue elements(DocumentPath target, Expr.Call call) {
    String name = call.function().toUpperCase(Locale.ROOT);
    if (call.arguments().size() != 2) {
      throw Malformed.at(name + " must have exactly two arguments", call.at());
    }
    Expr first = call.arguments().get(0);
    if (!(first instanceof Expr.Path path && path.path().equals(target))) {
      throw Malformed.at(
          "The first argument to " + name + " must equal the assignment value", call.at());
    }
    Expr second = call.arguments().get(1);
    boolean literal = second instanceof Expr.Value || second instanceof Expr.Seq;
    AttributeValue value = literal ? Literals.value(second) : null;
    if (value == null || !SETS.contains(value.typeName())) {
      throw Malformed.at(
          "The second argument to " + name + " must be a value with type SET", first.at());
    }
    return value;
  }

  private static Operand operand(Expr expr) {
    return switch (expr) {
      case Expr.Path path -> new Operand.Path(path.path());
      case Expr.Value value -> new Operand.Literal(value.value());
      case Expr.Seq _, Expr.Tuple _ -> new Operand.Literal(Literals.value(expr));
      case Expr.Binary binary -> sum(binary);
      case Expr.Call call -> call(call);
      case Expr.Missing _ ->
          throw ApiException.validation("MISSING must be compared using IS operator");
      case Expr.Is _ ->
          throw ApiException.validation("IS operator is not supported in update expressions");
      case Expr.Star _, Expr.Logic _, Expr.Compare _, Expr.Not _, Expr.Between _, Expr.In _ ->
          throw ApiException.validation(
              "Unsupported operator in Update Expression. Operator: " + expr.name());
    };
  }

  private static Operand sum(Expr.Binary binary) {
    if (!binary.operator().equals("+") && !binary.operator().equals("-")) {
      throw ApiException.validation(
          "Unsupported operator in Update Expression. Operator: " + binary.operator());
    }
    Operand left = operand(binary.left());
    Operand right = operand(binary.right());
    requireType(binary.operator(), left, "N");
    requireType(binary.operator(), right, "N");
    return new Operand.Sum(left, binary.operator().equals("-"), right);
  }

  private static Operand call(Expr.Call call) {
    return switch (call.function()) {
      case "list_append" -> {
        requireTwo(call);
        Operand first = operand(call.arguments().get(0));
        Operand second = operand(call.arguments().get(1));
        requireType(call.function(), first, "L");
        requireType(call.function(), second, "L");
        yield new Operand.ListAppend(first, second);
      }
      case "if_not_exists" -> {
        requireTwo(call);
        if (!(call.arguments().get(0) instanceof Expr.Path path)) {
          throw ApiException.validation(
              "Operator or function requires a document path; operator or function:"
                  + " if_not_exists");
        }
        yield new Operand.IfNotExists(path.path(), operand(call.arguments().get(1)));
      }
      case "attribute_exists",
          "attribute_not_exists",
          "attribute_type",
          "begins_with",
          "contains",
          "size" ->
          throw ApiException.validation(
              "The function is not allowed in an update expression; function: " + call.function());
      default -> throw Conditions.unrecognized(call);
    };
  }

  private static void requireTwo(Expr.Call call) {
    int count = call.arguments().size();
    if (count != 2) {
      throw ApiException.validation(
          "Incorrect number of operands for operator or function; operator or function: "
              + call.function()
              + ", number of operands: "
              + count);
    }
  }

  private static void requireType(String operator, Operand operand, String type) {
    if (operand instanceof Operand.Literal literal && !literal.value().typeName().equals(type)) {
      throw ApiException.validation(
          "Incorrect operand type for operator or function; operator or function: "
              + operator
              + ", operand type: "
              + literal.value().typeName());
    }
  }
}
