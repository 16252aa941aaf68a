package dev.stator.model.json;

import dev.stator.model.ApiException;
import dev.stator.model.CanceledException;
import dev.stator.model.CancellationReason;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.item.ItemJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The body of an error's answer: {@code {"__type":"...","message":"..."}}. As in the service, a few
 * errors spell it {@code Message}, an error without words has no message at all, a failed condition
 * may carry the item as it was found, and a cancelled transaction says why, action by action.
 */
public final class ErrorJson {
  /** Items of an error are left out when they would make it longer. */
  private static final int BYTES_MAX = 48 << 20;

  private ErrorJson() {}

  public static byte[] write(ApiException error) {
    return write(new JsonOut(), error);
  }

  /** The same, into a buffer that is used again. */
  public static byte[] write(JsonOut out, ApiException error) {
    try {
      return write(out, error, true);
    } catch (JsonOut.NoRoomException tooLong) {
      return write(out, error, false);
    }
  }

  private static byte[] write(JsonOut out, ApiException error, boolean items) {
    JsonGenerator json = out.begin(BYTES_MAX, more -> true);
    json.writeStartObject();
    json.writeName("__type");
    json.writeString(error.code().type());
    if (!error.message().isEmpty()) {
      json.writeName(messageName(error.code()));
      json.writeString(error.message());
    }
    if (error instanceof CanceledException canceled) {
      json.writeArrayPropertyStart("CancellationReasons");
      canceled.reasons().forEach(reason -> write(json, reason, items));
      json.writeEndArray();
    }
    writeItem(json, items ? error.item() : null);
    json.writeEndObject();
    return out.finish();
  }

  private static void write(JsonGenerator json, CancellationReason reason, boolean items) {
    json.writeStartObject();
    writeItem(json, items ? reason.item() : null);
    json.writeStringProperty("Code", reason.code());
    String message = reason.message();
    if (message != null) {
      json.writeStringProperty("Message", message);
    }
    json.writeEndObject();
  }

  private static void writeItem(JsonGenerator json, @Nullable Item item) {
    if (item != null) {
      json.writeName("Item");
      ItemJson.write(json, item);
    }
  }

  @SuppressWarnings("MissingCasesInEnumSwitch")
  private static String messageName(ErrorCode code) {
    return switch (code) {
      case SERIALIZATION,
          ACCESS_DENIED,
          TRANSACTION_CANCELED,
          TRANSACTION_IN_PROGRESS,
          IDEMPOTENT_PARAMETER_MISMATCH ->
          "Message";
      default -> "message";
    };
  }
}
