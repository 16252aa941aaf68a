package dev.stator.model.expression;

import dev.stator.model.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the service refuses of operands before it looks at any item. */
record OperandRules(ExpressionKind kind) {
  /** The type that an operand has whatever the item; null when the item decides. */
  static @Nullable String knownType(Operand operand) {
    return switch (operand) {
      case Operand.Literal literal -> literal.value().typeName();
      case Operand.Size size -> "N";
      case Operand.Path path -> null;
      case Operand.Sum sum -> null;
      case Operand.IfNotExists ifNotExists -> null;
      case Operand.ListAppend listAppend -> null;
    };
  }

  void count(Function function, List<?> operands) {
    if (operands.size() != function.operands) {
      throw kind.invalid(
          "Incorrect number of operands for operator or function; operator or function: "
              + function.text
              + ", number of operands: "
              + operands.size());
    }
  }

  DocumentPath documentPath(Function function, Operand operand) {
    if (operand instanceof Operand.Path path) {
      return path.path();
    }
    throw kind.invalid(
        "Operator or function requires a document path; operator or function: " + function.text);
  }

  void distinct(String operator, Operand first, Operand other) {
    if (first instanceof Operand.Path path && path.equals(other)) {
      throw kind.invalid(
          "The first operand must be distinct from the remaining operands for this operator or"
              + " function; operator: "
              + operator
              + ", first operand: "
              + path.path());
    }
  }

  void ordered(String operator, Operand operand) {
    allowed(operator, operand, "S", "N", "B");
  }

  void allowed(String operator, Operand operand, String... types) {
    String type = knownType(operand);
    if (type != null && !List.of(types).contains(type)) {
      throw wrongType(operator, type);
    }
  }

  ApiException wrongType(String operator, String type) {
    return kind.invalid(
        "Incorrect operand type for operator or function; operator or function: "
            + operator
            + ", operand type: "
            + type);
  }
}
