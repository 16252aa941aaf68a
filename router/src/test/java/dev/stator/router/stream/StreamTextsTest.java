package dev.stator.router.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.cluster.change.ChangePlace;
import dev.stator.model.ApiException;
import dev.stator.router.stream.ShardIds.ShardId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that readers keep: shard ids, sequence numbers, iterators. */
class StreamTextsTest {
  private static final ShardId SHARD = new ShardId(0x1234, 1_795_774_217_919L, 0xabc);
  private static final String SHARD_TEXT =
      "shardId-00000001795774217919-0000000000001234-0000000000000abc";
  private static final String ARN =
      "arn:aws:dynamodb:eu-west-1:000000000000:table/table/stream/2026-11-27T10:10:17.919";
  private static final ShardIterator ITERATOR =
      new ShardIterator(ARN, SHARD, new ChangePlace(77, 65_535), true, 1_795_774_300_000L);
  private static final String ITERATOR_TEXT =
      ARN + "|1|AQAAAAAAABI0AAABohx7/r8AAAAAAAAKvAAAAAAAAABN//8BAAABohx9P2CoJNsEtt8lJg==";

  @Test
  void shardIds() {
    assertThat(SHARD.toString()).isEqualTo(SHARD_TEXT).hasSizeBetween(28, 65);
    assertThat(ShardIds.parse(SHARD_TEXT)).isEqualTo(SHARD);
    // In the order of time, whatever the partition.
    assertThat(new ShardId(1, 1_795_774_217_920L, 1).toString()).isGreaterThan(SHARD_TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shardId-00000001795774217924-c2eed321",
        "shardId-00000001795774217919-0000000000001234-0000000000000ABC",
        "shardId-00000001795774217919-0000000000001234-0000000000000abg",
        "shardId-0000000179577421791x-0000000000001234-0000000000000abc",
        "shardId-00000001795774217919-0000000000001234+0000000000000abc",
        "shardId-00000001795774217919-0000000000001234-000000000000abcd0",
        "shardId-00000001795774217919-ffffffffffffffff-0000000000000abc"
      })
  void noShardIds(String text) {
    assertThat(ShardIds.parse(text)).isNull();
  }

  @Test
  void sequenceNumbers() {
    ChangePlace place = new ChangePlace(77, 3);
    assertThat(SequenceNumbers.of(place)).isEqualTo("000000000000007700003");
    assertThat(SequenceNumbers.parse("000000000000007700003")).isEqualTo(place);
    assertThat(SequenceNumbers.of(ChangePlace.endOf(77))).isEqualTo("000000000000007765535");
    assertThat(SequenceNumbers.parse("000000000000007765536")).isNull();
    assertThat(SequenceNumbers.parse("0000000000000077000030")).isNull();
    assertThat(SequenceNumbers.parse("00000000000000770000a")).isNull();
    assertThat(SequenceNumbers.parse("00000000000000770000٣")).isNull();
    assertThatThrownBy(() -> SequenceNumbers.of(new ChangePlace(10_000_000_000_000_000L, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void iteratorsArePinned() {
    assertThat(ITERATOR.write()).isEqualTo(ITERATOR_TEXT);
    assertThat(ShardIterator.read(ITERATOR_TEXT)).isEqualTo(ITERATOR);
  }

  @Test
  void iteratorsExpire() {
    assertThat(ITERATOR.expired(ITERATOR.createdMs() + ShardIterator.AGE_MS_MAX)).isFalse();
    assertThat(ITERATOR.expired(ITERATOR.createdMs() + ShardIterator.AGE_MS_MAX + 1)).isTrue();
  }

  @Test
  void whatIsNoIteratorIsRefused() {
    int at = ITERATOR_TEXT.lastIndexOf('|');
    for (String text :
        new String[] {
          "",
          "|",
          "x",
          "|1|",
          ITERATOR_TEXT.substring(1),
          ITERATOR_TEXT.substring(0, ITERATOR_TEXT.length() - 4),
          ITERATOR_TEXT.replace("|1|", "|2|"),
          ITERATOR_TEXT.substring(0, at + 1) + "AAAA" + ITERATOR_TEXT.substring(at + 5),
          ITERATOR_TEXT.substring(0, at + 1) + "*" + ITERATOR_TEXT.substring(at + 2)
        }) {
      assertThatThrownBy(() -> ShardIterator.read(text))
          .as(text)
          .isInstanceOf(ApiException.class)
          .hasMessage("Invalid ShardIterator");
    }
  }
}
