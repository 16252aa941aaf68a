package dev.stator.model.json;

import dev.stator.model.ApiException;
import dev.stator.model.ErrorCode;
import dev.stator.model.Item;
import dev.stator.model.item.ItemJson;
import tools.jackson.core.JsonGenerator;

/**
 * The body of an error's answer: {@code {"__type":"...","message":"..."}}. As in the service, a few
 * errors spell it {@code Message}, an error without words has no message at all, and a failed
 * condition may carry the item as it was found.
 */
public final class ErrorJson {
  private ErrorJson() {}

  public static byte[] write(ApiException error) {
    return write(new JsonOut(), error);
  }

  /** The same, into a buffer that is used again. */
  public static byte[] write(JsonOut out, ApiException error) {
    JsonGenerator json = out.begin();
    json.writeStartObject();
    json.writeName("__type");
    json.writeString(error.code().type());
    if (!error.message().isEmpty()) {
      json.writeName(messageName(error.code()));
      json.writeString(error.message());
    }
    Item item = error.item();
    if (item != null) {
      json.writeName("Item");
      ItemJson.write(json, item);
    }
    json.writeEndObject();
    return out.finish();
  }

  @SuppressWarnings("MissingCasesInEnumSwitch")
  private static String messageName(ErrorCode code) {
    return switch (code) {
      case SERIALIZATION, ACCESS_DENIED -> "Message";
      default -> "message";
    };
  }
}
