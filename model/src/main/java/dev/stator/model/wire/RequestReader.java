package dev.stator.model.wire;

import dev.stator.model.ApiException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Decodes the JSON body of a request into a {@link Struct}. Members that the model does not know
 * are ignored, null members are absent, and of a repeated member the last counts, as in the
 * service.
 *
 * <p>Thread-safe. Nesting, text and number lengths are bounded, so that work and memory are
 * proportional to the size of the body, which the caller bounds.
 */
public final class RequestReader {
  /** Values nested deeper than the service's 32 levels are skipped without recursion up to here. */
  private static final int JSON_DEPTH_MAX = 4_000;

  /** In longer bodies there may be many large items. */
  private static final int PACKED_BODY_BYTES_MIN = 1 << 20;

  private static final int TEXT_CHARS_MAX = 16 << 20;
  private static final int NAME_CHARS_MAX = 1 << 20;
  private static final int NUMBER_CHARS_MAX = 1_000;

  static final JsonFactory JSON =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JSON_DEPTH_MAX)
                  .maxStringLength(TEXT_CHARS_MAX)
                  .maxNameLength(NAME_CHARS_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .build())
          .build();

  private RequestReader() {}

  /** Decodes a whole array. */
  public static Struct read(Operation operation, byte[] body) {
    return read(operation, body, 0, body.length);
  }

  /**
   * Decodes a request. Its constraints are not checked yet: see {@link Validator}.
   *
   * @throws ApiException SerializationException for broken JSON, text that is not UTF-8, and values
   *     of another type than the model's
   */
  public static Struct read(Operation operation, byte[] body, int offset, int length) {
    int end = offset + length;
    boolean plain = Utf8.plain(body, offset, end);
    if (!plain && !Utf8.valid(body, offset, end)) {
      throw Serialization.malformed();
    }
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Serialization.malformed();
      }
      Struct struct =
          new Decoder(parser, plain, length > PACKED_BODY_BYTES_MIN).structure(operation.input());
      if (parser.nextToken() != null) {
        throw Serialization.malformed();
      }
      return struct;
    } catch (JacksonException e) {
      throw Serialization.malformed();
    }
  }
}
