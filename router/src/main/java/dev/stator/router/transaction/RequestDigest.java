package dev.stator.router.transaction;

import dev.stator.cluster.message.PartitionRequest.Mutation;
import dev.stator.cluster.message.PartitionRequest.WriteItem;
import dev.stator.cluster.wire.PartitionRequestCodec1;
import dev.stator.model.AttributeValue;
import dev.stator.model.Binary;
import dev.stator.model.Item;
import dev.stator.model.item.EncodedItem;
import dev.stator.model.item.ItemCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What tells requests apart that came with one token, and tokens in the ledger. */
final class RequestDigest {
  private static final int BYTES = 16;
  private static final String TOKEN = "token:";

  private RequestDigest() {}

  /** The key of a token in the ledger. */
  static Binary ofToken(String token) {
    MessageDigest digest = sha256();
    digest.update((TOKEN + token).getBytes(StandardCharsets.UTF_8));
    return cut(digest);
  }

  /** The same for requests that ask for the same, in whatever order attributes come. */
  static Binary of(TransactionWrite write) {
    MessageDigest digest = sha256();
    for (TransactionWrite.Part part : write.parts()) {
      digest.update(part.table().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) (part.action().checkOnly() ? 1 : 0));
      digest.update(PartitionRequestCodec1.encode(canonical(part.action().write())));
    }
    return cut(digest);
  }

  /** In no partition, since tables may be split. */
  private static WriteItem canonical(WriteItem write) {
    Mutation mutation = write.mutation();
    if (mutation instanceof Mutation.Put put) {
      Item item = new Item(sorted(put.item().view().toItem().attributes()));
      mutation = new Mutation.Put(new EncodedItem(ItemCodec.encode(item), put.item().sizeBytes()));
    }
    return new WriteItem(
        0,
        write.keySchema(),
        write.key(),
        mutation,
        write.condition(),
        write.returnValues(),
        write.returnOldOnFailure());
  }

  private static Map<String, AttributeValue> sorted(Map<String, AttributeValue> attributes) {
    Map<String, AttributeValue> sorted = new LinkedHashMap<>();
    new TreeMap<>(attributes).forEach((name, value) -> sorted.put(name, sorted(value)));
    return sorted;
  }

  private static AttributeValue sorted(AttributeValue value) {
    return switch (value) {
      case AttributeValue.M map -> new AttributeValue.M(sorted(map.value()));
      case AttributeValue.L list ->
          new AttributeValue.L(list.value().stream().map(RequestDigest::sorted).toList());
      default -> value;
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Binary cut(MessageDigest digest) {
    return new Binary(Arrays.copyOf(digest.digest(), BYTES));
  }
}
