package dev.stator.model.wire;

import dev.stator.model.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a request in JSON comes to: decoded and checked, or the error. */
final class Requests {
  private Requests() {}

  static Struct decode(String operation, String json) {
    return RequestReader.read(
        ServiceModel.dynamoDb().operation(operation), json.getBytes(StandardCharsets.UTF_8));
  }

  static Struct valid(String operation, String json) {
    Struct struct = decode(operation, json);
    Validator.check(struct);
    return struct;
  }

  /** The error of decoding, checking, and then reading all values. */
  static String error(String operation, String json) {
    return error(ServiceModel.dynamoDb().operation(operation), json);
  }

  static String error(Operation operation, String json) {
    try {
      Struct struct = RequestReader.read(operation, json.getBytes(StandardCharsets.UTF_8));
      Validator.check(struct);
      Reading.all(struct);
      return "accepted";
    } catch (ApiException e) {
      return e.code() + ": " + Objects.requireNonNull(e.message());
    }
  }
}
