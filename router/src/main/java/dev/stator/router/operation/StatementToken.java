package dev.stator.router.operation;

import dev.stator.cluster.table.TableDescriptor;
import dev.stator.model.ApiException;
import dev.stator.model.AttributeValue;
import dev.stator.model.Item;
import dev.stator.model.item.CorruptItemException;
import dev.stator.model.item.ItemCodec;
import dev.stator.model.key.IndexKey;
import dev.stator.model.key.Xxh64;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The {@code NextToken} of a statement: where to go on, and for which statement. It is opaque to
 * clients and no secret: a forged one can only begin to read elsewhere in what its sender may read
 * anyway. Its form is in docs/formats/statement-token-1.md.
 */
final class StatementToken {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + 8 + 8;
  private static final int HASH_BYTES = 8;

  private StatementToken() {}

  /** What tells a statement from others: its text and its parameters. */
  static long request(String statement, List<AttributeValue> parameters) {
    byte[] text = statement.getBytes(StandardCharsets.UTF_8);
    byte[] values = ItemCodec.encode(new Item(Map.of("p", new AttributeValue.L(parameters))));
    ByteBuffer both = ByteBuffer.allocate(4 + text.length + values.length);
    return Xxh64.hash(both.putInt(text.length).put(text).put(values).array(), 0, both.capacity());
  }

  static String write(long request, Source source, IndexKey last) {
    byte[] key = ItemCodec.encode(source.toItem(last));
    ByteBuffer token = ByteBuffer.allocate(HEAD_BYTES + key.length + HASH_BYTES);
    token.put(VERSION).putLong(request).putLong(id(source.table())).put(key);
    token.putLong(Xxh64.hash(token.array(), 0, token.position()));
    return Base64.getEncoder().encodeToString(token.array());
  }

  /**
   * The key after which to go on.
   *
   * @throws ApiException when the token is none, or one of another statement or table
   */
  static IndexKey read(String text, long request, Source source) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException noBase64) {
      throw invalid();
    }
    if (bytes.length < HEAD_BYTES + HASH_BYTES) {
      throw invalid();
    }
    int keyEnd = bytes.length - HASH_BYTES;
    ByteBuffer token = ByteBuffer.wrap(bytes);
    if (token.getLong(keyEnd) != Xxh64.hash(bytes, 0, keyEnd) || token.get() != VERSION) {
      throw invalid();
    }
    if (token.getLong() != request || token.getLong() != id(source.table())) {
      throw ApiException.validation("NextToken does not match request");
    }
    try {
      Item key = ItemCodec.decode(bytes, HEAD_BYTES, keyEnd - HEAD_BYTES);
      return source.fromKeyMap(key.attributes());
    } catch (CorruptItemException | ApiException noKey) {
      throw invalid();
    }
  }

  private static long id(TableDescriptor table) {
    byte[] id = table.id().getBytes(StandardCharsets.UTF_8);
    return Xxh64.hash(id, 0, id.length);
  }

  private static ApiException invalid() {
    return ApiException.validation("Invalid NextToken");
  }
}
