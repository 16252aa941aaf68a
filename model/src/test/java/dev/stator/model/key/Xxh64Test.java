package dev.stator.model.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Xxh64Test {
  /** Published vectors: the empty text, and lengths for each branch of the algorithm. */
  @ParameterizedTest
  @CsvSource({
    "'',ef46db3751d8e999",
    "a,d24ec4f1a98c6e5b",
    "abc,44bc2cf5ad770999",
    "Nobody inspects the spammish repetition,fbcea83c8a378bf1"
  })
  void matchesThePublishedVectors(String text, String hash) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(Long.toHexString(Xxh64.hash(bytes, 0, bytes.length))).isEqualTo(hash);
  }

  @Test
  void readsOnlyItsPartOfTheArray() {
    byte[] bytes = "xxNobody inspects the spammish repetitionxx".getBytes(StandardCharsets.UTF_8);
    assertThat(Xxh64.hash(bytes, 2, bytes.length - 4)).isEqualTo(0xfbcea83c8a378bf1L);
  }

  @Test
  void spreadsSequentialKeysEvenly() {
    int[] buckets = new int[64];
    for (int i = 0; i < 64_000; i++) {
      byte[] bytes = ("user" + i).getBytes(StandardCharsets.UTF_8);
      buckets[(int) (Xxh64.hash(bytes, 0, bytes.length) >>> 58)]++;
    }
    for (int count : buckets) {
      assertThat(count).isBetween(850, 1150);
    }
  }
}
