package dev.stator.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.lab.bench.KeyChooser.KeyDistribution;
import dev.stator.lab.wire.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final String ANSWER =
      "HTTP/1.1 400 Bad Request\r\nServer: x\r\ncontent-Length: 5\r\n\r\nhello";

  @Test
  void anAnswerIsCompleteWhereverItIsCut() {
    for (int cut = 0; cut < ANSWER.length(); cut++) {
      ResponseScanner scanner = new ResponseScanner();
      assertThat(scanner.feed(bytes(ANSWER.substring(0, cut)))).as("cut at " + cut).isFalse();
      assertThat(scanner.feed(bytes(ANSWER.substring(cut)))).as("cut at " + cut).isTrue();
      assertThat(scanner.status()).isEqualTo(400);
      assertThat(scanner.body()).isEqualTo("hello");
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void aTimetableDoesNotWaitForAStalledServer() {
    Pacer pacer = Pacer.of(1_000, 1, 0);
    assertThat(pacer.take(0)).isZero();
    assertThat(pacer.take(500_000)).isEqualTo(Pacer.NOT_DUE);
    long afterStall = 10_000_000;
    for (int missed = 1; missed <= 10; missed++) {
      assertThat(pacer.take(afterStall)).as("intended start").isEqualTo(missed * 1_000_000L);
    }
    assertThat(pacer.take(afterStall)).isEqualTo(Pacer.NOT_DUE);
  }

  @Test
  void zipfianKeysAreSkewedAndInRange() {
    int items = 1_000;
    KeyChooser keys = KeyChooser.of(KeyDistribution.ZIPFIAN, items);
    SplittableRandom random = new SplittableRandom(1);
    int[] hits = new int[items];
    for (int i = 0; i < 100_000; i++) {
      hits[keys.next(random)]++;
    }
    // The first rank's share is 1 / zeta(1000, 0.99), about 13 %.
    assertThat(IntStream.of(hits).max().orElseThrow()).isBetween(11_000, 16_000);
  }

  @Test
  void theKeyIsPatchedIntoTheTemplate() {
    RequestTemplate template =
        RequestTemplate.of(
            Endpoint.loopback(1), "GetItem", "{\"pk\":\"" + BenchItem.KEY_MARK + "\"}");
    ByteBuf out = Unpooled.buffer();
    template.writeTo(out, 40_321);
    assertThat(out.toString(StandardCharsets.US_ASCII))
        .endsWith("{\"pk\":\"" + BenchItem.key(40_321) + "\"}");
    assertThat(out.readableBytes()).isEqualTo(template.length());
  }

  @Test
  void requestsAreAboutTheItemsOfTheirRun() {
    Pattern key = Pattern.compile("user(\\d{10})");
    for (Workload workload : Workload.values()) {
      RunSpec spec =
          new RunSpec(
              new Target("none", Endpoint.loopback(1), true),
              workload,
              "items",
              true,
              KeyDistribution.UNIFORM,
              500,
              100,
              1,
              1,
              0,
              Duration.ZERO,
              Duration.ZERO);
      RequestSource source = new RequestSource(spec, KeyChooser.of(spec.keys(), spec.items()), 1);
      int keys = workload.pair() == Workload.Pair.NONE ? 1 : 2;
      for (int i = 0; i < 200; i++) {
        ByteBuf request = source.next(UnpooledByteBufAllocator.DEFAULT);
        Matcher found = key.matcher(request.toString(StandardCharsets.US_ASCII));
        request.release();
        for (int k = 0; k < keys; k++) {
          assertThat(found.find()).as(workload.title()).isTrue();
          assertThat(Integer.parseInt(found.group(1))).as(workload.title()).isBetween(500, 599);
        }
      }
    }
  }

  @Test
  void ratiosAreOfTheFirstSeries() {
    Target target = new Target("first", Endpoint.loopback(1), true);
    Series first = Series.of(target, Workload.PUT);
    first.rounds().add(new Summary(1_000, 2, 4, 8, 9, 0, 10));
    Series other = Series.of(target.named("other"), Workload.PUT);
    other.rounds().add(new Summary(500, 3, 16, 8, 9, 0, 25));
    Comparison comparison = new Comparison("puts", List.of(first, other));
    assertThat(FeatureReport.multiples(comparison, "other"))
        .isEqualTo("0.50 times the requests/s, p50 1.50, p99 4.00, processor time 2.50 times");
    assertThat(FeatureReport.ratio(comparison, "third", Summary::p50Ms)).isNaN();
  }

  @Test
  void itemsHaveAboutNineHundredBytes() {
    String json = BenchItem.json(BenchItem.key(1), new SplittableRandom(1));
    int values = BenchItem.FIELDS * BenchItem.FIELD_BYTES;
    assertThat(values + 2 + 14 + BenchItem.FIELDS * 6 + 6 + 4 + 6 + 1).isBetween(890, 910);
    assertThat(json).hasSizeBetween(1_000, 1_100);
  }
}
