package dev.stator.model.wire;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** The service's words for JSON that is broken or of another type than the model's. */
final class Serialization {
  static final String STRUCTURE_NOT_EXPECTED = "Start of structure or map found where not expected";

  private static final String SERVICE_PACKAGE = "com.amazonaws.dynamodb.v20120810.";

  private Serialization() {}

  static ApiException error(String message) {
    return new ApiException(ErrorCode.SERIALIZATION, message);
  }

  /** Broken JSON: the service says nothing more. */
  static ApiException malformed() {
    return error("");
  }

  /** For a value that is no scalar where a scalar was expected, or a scalar of another type. */
  static ApiException notScalar(@Nullable JsonToken token, Shape shape) {
    return switch (token) {
      case START_OBJECT -> error(STRUCTURE_NOT_EXPECTED);
      case START_ARRAY -> error("Unrecognized collection type class " + javaClass(shape));
      case null, default -> {
        if (shape instanceof Shape.Bytes) {
          yield error("only base-64-encoded strings are convertible to bytes");
        }
        if (shape instanceof Shape.Truth && token == JsonToken.VALUE_STRING) {
          yield error("Unexpected token received from parser");
        }
        yield error(tokenName(token) + " cannot be converted to " + simpleName(shape));
      }
    };
  }

  /**
   * For a value that is no list where a list was expected, and the like.
   *
   * @param element whether it stands in a list or map rather than being a structure's member
   */
  static ApiException notContainer(@Nullable JsonToken token, Shape shape, boolean element) {
    if (token == JsonToken.START_ARRAY) {
      boolean map = shape instanceof Shape.Dictionary;
      return error("Unrecognized collection type " + (map ? "" : "class ") + javaClass(shape));
    }
    if (token == JsonToken.START_OBJECT) {
      return error(STRUCTURE_NOT_EXPECTED);
    }
    if (!element) {
      return error("Unexpected field type");
    }
    boolean generic = shape instanceof Shape.Sequence || shape instanceof Shape.Dictionary;
    return generic ? malformed() : error("Unexpected value type in payload");
  }

  private static String tokenName(@Nullable JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> "STRING_VALUE";
      case VALUE_NUMBER_INT -> "NUMBER_VALUE";
      case VALUE_NUMBER_FLOAT -> "DECIMAL_VALUE";
      case VALUE_TRUE -> "TRUE_VALUE";
      case VALUE_FALSE -> "FALSE_VALUE";
      case null, default -> throw malformed();
    };
  }

  private static String simpleName(Shape shape) {
    return switch (shape) {
      case Shape.Text _, Shape.Choice _, Shape.TableName _ -> "String";
      case Shape.Whole whole -> whole.wide() ? "Long" : "Integer";
      case Shape.Real _ -> "Double";
      case Shape.Truth _ -> "Boolean";
      case Shape.Moment _ -> "Date";
      case Shape.Bytes _ -> "ByteBuffer";
      case Shape.Value _, Shape.Sequence _, Shape.Dictionary _, Shape.Structure _ -> shape.name();
    };
  }

  /** The class that the service's messages name. */
  private static String javaClass(Shape shape) {
    return switch (shape) {
      case Shape.Moment _ -> "java.util.Date";
      case Shape.Bytes _ -> "java.nio.ByteBuffer";
      case Shape.Sequence list -> "java.util.List<" + javaClass(list.element()) + ">";
      case Shape.Dictionary map ->
          "java.util.Map<java.lang.String, " + javaClass(map.value()) + ">";
      case Shape.Value _, Shape.Structure _ -> SERVICE_PACKAGE + shape.name();
      case Shape.Text _, Shape.Choice _, Shape.TableName _, Shape.Whole _, Shape.Real _ ->
          "java.lang." + simpleName(shape);
      case Shape.Truth _ -> "java.lang.Boolean";
    };
  }
}
