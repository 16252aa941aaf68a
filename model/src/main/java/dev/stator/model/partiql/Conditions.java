package dev.stator.model.partiql;

import dev.stator.model.ApiException;
import dev.stator.model.expression.Condition;
import dev.stator.model.expression.ConditionFactory;
import dev.stator.model.expression.ExpressionKind;
import dev.stator.model.expression.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes conditions of WHERE clauses: those that expressions are made into, too. */
final class Conditions {
  private static final ConditionFactory FACTORY = new ConditionFactory(ExpressionKind.STATEMENT);

  private Conditions() {}

  /**
   * The condition of a whole WHERE clause.
   *
   * @throws ApiException when the expression is no condition, or one that could never be evaluated
   */
  static Condition where(Expr expr) {
    if (!isTruth(expr)) {
      throw ApiException.validation(
          "WHERE clause must contain an expression that resolves to a boolean");
    }
    return condition(expr);
  }

  private static boolean isTruth(Expr expr) {
    return switch (expr) {
      case Expr.Logic _, Expr.Compare _, Expr.Not _, Expr.Between _, Expr.In _, Expr.Is _ -> true;
      case Expr.Call call -> !call.function().equals("size");
      case Expr.Binary _ -> true;
      case Expr.Path _, Expr.Value _, Expr.Missing _, Expr.Star _, Expr.Seq _, Expr.Tuple _ ->
          false;
    };
  }

  private static Condition condition(Expr expr) {
    return switch (expr) {
      case Expr.Logic logic -> logic(logic);
      case Expr.Not not -> {
        if (!isTruth(not.operand())) {
          throw ApiException.validation("The argument to NOT must be a Type or Expression");
        }
        yield new Condition.Not(condition(not.operand()));
      }
      case Expr.Compare compare -> {
        refuseMissing(compare.left());
        refuseMissing(compare.right());
        yield FACTORY.compare(
            operand(compare.left()), compare.comparison(), operand(compare.right()));
      }
      case Expr.Between between ->
          FACTORY.between(
              operand(between.value()), operand(between.low()), operand(between.high()));
      case Expr.In in -> in(in);
      case Expr.Is is -> is(is);
      case Expr.Call call -> call(call);
      case Expr.Binary binary -> throw unsupported(binary);
      case Expr.Path _, Expr.Value _, Expr.Missing _, Expr.Star _, Expr.Seq _, Expr.Tuple _ ->
          throw ApiException.validation(
              "WHERE clause must contain an expression that resolves to a boolean");
    };
  }

  private static Condition logic(Expr.Logic logic) {
    List<Condition> operands = new ArrayList<>(logic.operands().size());
    for (Expr operand : logic.operands()) {
      if (!isTruth(operand)) {
        throw ApiException.validation("The arguments to AND/OR must be Expressions");
      }
      operands.add(condition(operand));
    }
    return logic.and() ? new Condition.And(operands) : new Condition.Or(operands);
  }

  private static void refuseMissing(Expr expr) {
    if (expr instanceof Expr.Missing) {
      throw ApiException.validation("MISSING must be compared using IS operator");
    }
  }

  private static Condition in(Expr.In in) {
    boolean sound =
        in.options() instanceof Expr.Seq options
            && !options.elements().isEmpty()
            && !(in.value() instanceof Expr.Missing);
    if (!sound) {
      throw ApiException.validation(
          "IN operator must have a left hand argument of type Variable Reference and right hand"
              + " argument of type Seq with at least one member");
    }
    List<Operand> options = new ArrayList<>();
    for (Expr option : ((Expr.Seq) in.options()).elements()) {
      options.add(operand(option));
    }
    return FACTORY.in(operand(in.value()), options);
  }

  private static Condition is(Expr.Is is) {
    Operand value = operand(is.value());
    if (is.type().equals("missing")) {
      if (is.value() instanceof Expr.Path path) {
        return new Condition.NotExists(path.path());
      }
      throw ApiException.validation(
          "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
    }
    String type =
        switch (is.type()) {
          case "null" -> "NULL";
          case "bool", "boolean" -> "BOOL";
          case "blob" -> "B";
          case "string" -> "S";
          case "numeric" -> "N";
          case "struct", "tuple" -> "M";
          case "list" -> "L";
          default ->
              throw Malformed.at(
                  "Unsupported data type for IS operator: "
                      + (is.type().equals("int") ? "INTEGER" : is.type().toUpperCase(Locale.ROOT))
                      + ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB, STRING, NUMERIC,"
                      + " STRUCT, TUPLE, LIST]",
                  is.at());
        };
    return new Condition.HasType(value, type);
  }

  private static Condition call(Expr.Call call) {
    return switch (call.function()) {
      case "attribute_exists" -> FACTORY.exists(operands(call));
      case "attribute_not_exists" -> FACTORY.notExists(operands(call));
      case "attribute_type" -> FACTORY.hasType(operands(call));
      case "begins_with" -> FACTORY.beginsWith(operands(call));
      case "contains" -> FACTORY.contains(operands(call));
      case "size" -> throw misused(call);
      default -> throw unrecognized(call);
    };
  }

  private static List<Operand> operands(Expr.Call call) {
    List<Operand> operands = new ArrayList<>(call.arguments().size());
    for (Expr argument : call.arguments()) {
      operands.add(operand(argument));
    }
    return operands;
  }

  private static Operand operand(Expr expr) {
    return switch (expr) {
      case Expr.Path path -> new Operand.Path(path.path());
      case Expr.Value value -> new Operand.Literal(value.value());
      case Expr.Seq _, Expr.Tuple _ -> new Operand.Literal(Literals.value(expr));
      case Expr.Call call ->
          switch (call.function()) {
            case "size" -> FACTORY.size(operands(call));
            case "attribute_exists",
                "attribute_not_exists",
                "attribute_type",
                "begins_with",
                "contains" ->
                throw misused(call);
            default -> throw unrecognized(call);
          };
      case Expr.Binary binary -> throw unsupported(binary);
      case Expr.Missing _ ->
          throw ApiException.validation("MISSING must be compared using IS operator");
      case Expr.Star _,
          Expr.Logic _,
          Expr.Compare _,
          Expr.Not _,
          Expr.Between _,
          Expr.In _,
          Expr.Is _ ->
          throw Malformed.at("Unsupported token in expression: " + expr.name(), expr.at());
    };
  }

  private static ApiException unsupported(Expr.Binary binary) {
    return ApiException.validation(
        "Unsupported operator in Condition Expression. Operator: " + binary.operator());
  }

  private static ApiException misused(Expr.Call call) {
    return ApiException.validation(
        "The function is not allowed to be used this way in an expression; function: "
            + call.function());
  }

  static ApiException unrecognized(Expr.Call call) {
    return Malformed.at("Unrecognized function: " + call.function(), call.at());
  }
}
